import { type Alerts, ChannelTestUnderWay } from "@ettl/alerts";
import type { MonitorParts } from "../../api/monitor-parts.ts";
import { Refused } from "../../api/operation.ts";
import { tellTarget } from "../../api/tell-target.ts";
import { neededField } from "./form-fields.ts";
import { ownProcess, seenAnew, taken, targetNamed } from "./target-answers.ts";

/** What became of a test message. */
interface Tested {
  readonly outcome: string;
  readonly error: string | undefined;
}

/**
 * Sends a test message by a channel of the monitor or of a target. Answers what became of it.
 *
 * @throws {TypeError | NotFound | NoAnswer}
 * @throws {Refused} It did not arrive; with the reason.
 */
export async function testChannel(parts: MonitorParts, fields: URLSearchParams): Promise<string> {
  const process = neededField(fields, "process");
  const channel = neededField(fields, "channel");
  const tested =
    process === ownProcess
      ? await testedHere(parts.alerts, channel)
      : await testedThere(parts, process, channel);
  const { outcome, error } = tested;
  if (outcome === "delivered") return `The test by ${channel} was delivered.`;
  if (outcome === "pending") return `The test by ${channel} is under way.`;
  throw new Refused(
    `The test by ${channel} ${outcome === "failed" ? "failed" : `was ${outcome}`}${error === undefined ? "" : `: ${error}`}`,
  );
}

async function testedHere(alerts: Alerts, channel: string): Promise<Tested> {
  try {
    return testedOf(await alerts.testChannel(channel));
  } catch (error) {
    if (error instanceof ChannelTestUnderWay) throw new Refused(error.message);
    throw error;
  }
}

/** A target tests a channel for 30 s at most; with the way there and back. */
const waitMs = 35_000;

async function testedThere(parts: MonitorParts, process: string, channel: string): Promise<Tested> {
  const path = `/alerts/channels/${encodeURIComponent(channel)}/test`;
  const answer = await tellTarget(targetNamed(parts, process), { method: "POST", path, waitMs });
  if (answer.status === 404)
    throw new Refused(`${process} has no channel ${channel}, or can't test it from here.`);
  const { fired, resolved } = taken(process, answer);
  await seenAnew(parts, process);
  return testedOf({ fired, resolved });
}

/** Of an alert and its resolve what went wrong counts, if anything did. */
function testedOf({
  fired,
  resolved,
}: {
  readonly fired: unknown;
  readonly resolved: unknown;
}): Tested {
  const all = [fired, resolved] as readonly (Readonly<Record<string, unknown>> | undefined)[];
  const one = all.find((each) => each?.outcome !== "delivered") ?? all[0];
  return {
    outcome: typeof one?.outcome === "string" ? one.outcome : "sent",
    error: typeof one?.error === "string" ? one.error.slice(0, 300) : undefined,
  };
}
