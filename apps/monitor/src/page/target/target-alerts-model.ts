import { type ChannelMark, channelMarks, firingAlerts, severityOf } from "../alerts/firing.ts";
import type { PageContext } from "../page-context.ts";
import { shownText } from "../shown-text.ts";
import type { Tone } from "../status-words.ts";
import { type JsonRecord, recordOf, textOf, timeOf } from "./json-record.ts";

/** An alert of a target, or of the monitor about it. */
export interface TargetAlert {
  readonly process: string;
  readonly fingerprint: string;
  readonly isFiring: boolean;
  readonly isSilenced: boolean;
  readonly tone: Tone;
  readonly severity: string;
  readonly title: string;
  readonly message: string;
  /** Of one that fires: since when; else when it was resolved. */
  readonly atMs: number;
  /** Of one that is resolved: how long it fired, where that is known. */
  readonly lastedMs: number | undefined;
  readonly channels: readonly ChannelMark[];
  /** When a target that does not answer now told of it last. */
  readonly toldAtMs: number | undefined;
  /** Of all times at which it was raised, as far as they are known. */
  readonly traceIds: readonly string[];
}

/** A silence of a target that holds now. */
export interface TargetSilence {
  readonly reason: string;
  readonly by: string | undefined;
  readonly untilMs: number;
}

/** The silences of a target that hold now, the one that ends first, first. */
export function silencesOf(silences: readonly JsonRecord[], nowMs: number): TargetSilence[] {
  return silences
    .map(({ reason, created_by: by, starts_at, ends_at }) => ({
      reason: shownText(textOf(reason) ?? "no reason was given", 500),
      by: textOf(by) && shownText(textOf(by) ?? "", 200),
      fromMs: timeOf(starts_at),
      untilMs: timeOf(ends_at),
    }))
    .filter(({ fromMs, untilMs }) => untilMs > nowMs && !(fromMs > nowMs))
    .toSorted((a, b) => a.untilMs - b.untilMs);
}

/** How much of the monitor's own history is looked through. */
const mostInHistory = 500;

/** What fires of a target, the worst first, then what was resolved, newest first. */
export async function targetAlerts(context: PageContext, name: string): Promise<TargetAlert[]> {
  const { parts } = context;
  const { alerts: own } = await parts.alerts.history({ limit: mostInHistory });
  const histories = [
    { process: name, entries: parts.targets.get(name)?.alerts.history ?? [] },
    { process: "monitor", entries: own as readonly object[] as readonly JsonRecord[] },
  ].map(({ process, entries }) => ({
    process,
    entries: entries.filter((entry) => isAbout(name, process, entry)),
  }));
  const firing = (await firingAlerts(context))
    .filter(({ process, entry }) => isAbout(name, process, entry))
    .map((alert): TargetAlert => {
      const { process, fingerprint, isSilenced, tone, severity, sinceMs, entry } = alert;
      const history = histories.find((one) => one.process === process)?.entries ?? [];
      return {
        ...{ process, fingerprint, isFiring: true, isSilenced, tone, severity },
        channels: alert.channels,
        toldAtMs: alert.toldAtMs,
        ...textsOf(entry),
        atMs: sinceMs,
        lastedMs: undefined,
        traceIds: traceIdsOf(fingerprint, [entry, ...history]),
      };
    });
  const isFiring = new Set(firing.map(keyOf));
  const resolved = histories
    .flatMap(({ process, entries }) => resolvedOf(process, entries))
    .filter((alert) => !isFiring.has(keyOf(alert)));
  return [...firing, ...resolved.toSorted((a, b) => b.atMs - a.atMs)];
}

const keyOf = ({ process, fingerprint }: TargetAlert) => `${process} ${fingerprint}`;

/** All of the target's own, and those of the monitor that name it as a component or a job. */
function isAbout(name: string, process: string, { labels }: JsonRecord): boolean {
  if (process !== "monitor") return process === name;
  const { component, heartbeat } = recordOf(labels) ?? {};
  return component === name || heartbeat === name;
}

/** Of each that was resolved the last time. @param entries newest first */
function resolvedOf(process: string, entries: readonly JsonRecord[]): TargetAlert[] {
  const found = new Map<string, TargetAlert>();
  for (const [index, entry] of entries.entries()) {
    const fingerprint = textOf(entry.fingerprint);
    if (fingerprint === undefined || found.has(fingerprint)) continue;
    const atMs = timeOf(entry.resolved_at ?? entry.timestamp);
    if ((entry.status !== "resolved" && entry.resolved !== true) || Number.isNaN(atMs)) continue;
    const before = entries.slice(index + 1).filter((one) => one.fingerprint === fingerprint);
    const end = before.findIndex(({ status }) => status === "resolved");
    const episode = end === -1 ? before : before.slice(0, end);
    const beganMs = timeOf(episode.at(-1)?.timestamp);
    found.set(fingerprint, {
      ...{ process, fingerprint, isFiring: false, isSilenced: false, tone: "ok", atMs },
      severity: severityOf(entry.level).severity,
      ...textsOf(entry),
      lastedMs: Number.isNaN(beganMs) ? undefined : Math.max(0, atMs - beganMs),
      channels: channelMarks([entry, ...episode]),
      toldAtMs: undefined,
      traceIds: traceIdsOf(fingerprint, entries),
    });
  }
  return [...found.values()];
}

function traceIdsOf(fingerprint: string, entries: readonly JsonRecord[]): string[] {
  const own = entries.filter((entry) => entry.fingerprint === fingerprint);
  return [...new Set(own.flatMap(({ trace_id: id }) => textOf(id) ?? []))];
}

function textsOf({ title, message }: JsonRecord) {
  return {
    title: shownText(textOf(title) ?? "(no title)", 300),
    message: shownText(textOf(message) ?? "", 1_000),
  };
}
