import type { SilenceInput } from "@ettl/alerts";
import type { MonitorParts } from "../../api/monitor-parts.ts";
import { tellTarget } from "../../api/tell-target.ts";
import { momentText } from "../clock.ts";
import { neededField } from "./form-fields.ts";
import { ownProcess, seenAnew, taken, targetNamed } from "./target-answers.ts";

/**
 * Silences alerts of the monitor or of a target until a time, for a reason: one alert by its
 * `fingerprint`, those of a `source` or with each `label` (`name=value`), else all of the process.
 * Answers what it did, in a sentence.
 *
 * @throws {TypeError | RangeError | NotFound | Refused | NoAnswer}
 */
export async function silence(parts: MonitorParts, fields: URLSearchParams): Promise<string> {
  const process = neededField(fields, "process");
  const input = { ...whichOf(fields), ...termsOf(fields, parts.now()) };
  if (process === ownProcess) await parts.alerts.silence(input);
  else {
    const target = targetNamed(parts, process);
    const { endsAt, createdBy, ...rest } = input;
    const body = JSON.stringify({ ...rest, ends_at: endsAt, created_by: createdBy });
    taken(process, await tellTarget(target, { method: "POST", path: "/alerts/silences", body }));
    await seenAnew(parts, process);
  }
  const until = momentText(Date.parse(input.endsAt), parts.now());
  return `${subjectOf(process, fields)} silenced until ${until} UTC.`;
}

/**
 * Ends a silence of the monitor or of a target.
 *
 * @throws {TypeError | NotFound | Refused | NoAnswer}
 */
export async function endSilence(parts: MonitorParts, fields: URLSearchParams): Promise<string> {
  const process = neededField(fields, "process");
  const id = neededField(fields, "id");
  const over = "That silence was over already.";
  if (process === ownProcess) {
    if (!(await parts.alerts.endSilence(id))) return over;
  } else {
    const path = `/alerts/silences/${encodeURIComponent(id)}`;
    const answer = await tellTarget(targetNamed(parts, process), { method: "DELETE", path });
    if (answer.status === 404) return over;
    taken(process, answer);
    await seenAnew(parts, process);
  }
  return "The silence is ended.";
}

type Which = Pick<SilenceInput, "fingerprint" | "sources" | "labels">;

function whichOf(fields: URLSearchParams): Which {
  const fingerprint = fields.get("fingerprint");
  if (fingerprint) return { fingerprint };
  const source = fields.get("source");
  const labels = fields
    .getAll("label")
    .filter(Boolean)
    .map((label): [string, string] => {
      const place = label.indexOf("=");
      if (place < 1) throw new TypeError("label: expected a name, = and a value");
      return [label.slice(0, place), label.slice(place + 1)];
    });
  // A silence must say what it is of; any source is all of the process.
  if (!source && labels.length === 0) return { sources: ["*"] };
  return {
    ...(source && { sources: [source] }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
  };
}

function termsOf(fields: URLSearchParams, nowMs: number) {
  const reason = fields.get("reason")?.trim();
  if (!reason) throw new TypeError("A silence needs a reason, for whoever sees it.");
  return {
    reason,
    createdBy: fields.get("created_by")?.trim() || "page",
    endsAt: new Date(endOf(fields, nowMs)).toISOString(),
  };
}

const minuteMs = 60_000;
const mostMinutes = 366 * 24 * 60;

function endOf(fields: URLSearchParams, nowMs: number): number {
  const until = fields.get("until");
  const minutes = fields.get("duration_minutes");
  if (until) {
    const ms = Date.parse(until);
    if (Number.isNaN(ms))
      throw new RangeError("until: expected a time such as 2026-01-15T10:30:00Z");
    return ms;
  }
  const count = minutes && /^\d{1,6}(\.\d+)?$/.test(minutes) ? Number(minutes) : Number.NaN;
  if (!(count > 0 && count <= mostMinutes))
    throw new RangeError(`duration_minutes: expected a number above 0, at most ${mostMinutes}`);
  return nowMs + count * minuteMs;
}

function subjectOf(process: string, fields: URLSearchParams): string {
  if (fields.get("fingerprint")) return "This alert is";
  const whose = process === ownProcess ? "the monitor" : process;
  const isPart = fields.get("source") || fields.getAll("label").some(Boolean);
  return isPart ? `These alerts of ${whose} are` : `All alerts of ${whose} are`;
}
