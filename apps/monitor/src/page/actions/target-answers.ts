import { setTimeout as delay } from "node:timers/promises";
import type { MonitorParts } from "../../api/monitor-parts.ts";
import { NotFound, Refused } from "../../api/operation.ts";
import type { HttpAnswer } from "../../targets/call-http.ts";
import type { Target } from "../../targets/target.ts";

/** What the monitor's own alerts are called beside those of the targets. */
export const ownProcess = "monitor";

/** The target of that name. @throws {NotFound} */
export function targetNamed({ targets }: MonitorParts, name: string): Target {
  const target = targets.get(name);
  if (!target) throw new NotFound(`there is no target ${name}`);
  return target;
}

/**
 * Reads what a target answered to what it was told, as JSON where it is some.
 *
 * @throws {Refused} It did not take it; with what it says about that.
 */
export function taken(name: string, { status, body }: HttpAnswer): Record<string, unknown> {
  const said = objectOf(body);
  if (status >= 200 && status < 300) return said;
  if (status === 401 || status === 403)
    throw new Refused(`${name} refused (${status}): check its token`);
  const { message } = said;
  throw new Refused(
    `${name} answered ${status}${typeof message === "string" ? `: ${message.slice(0, 300)}` : ""}`,
  );
}

function objectOf(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A person waits for the page. */
const longestWaitMs = 3_000;

/** Looks at the target again, so that the page that comes next shows what changed. */
export async function seenAnew({ watches }: MonitorParts, name: string): Promise<void> {
  await Promise.race([
    watches.refresh("target", name),
    delay(longestWaitMs, undefined, { ref: false }),
  ]);
}
