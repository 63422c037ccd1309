import type { HealthStatus } from "@ettl/health";
import type { MonitorStore, Transition, WatchKind } from "../state/monitor-store.ts";

/** A length of time, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A time in which a status was the same. */
export interface StatusTime extends Span {
  readonly status: HealthStatus;
}

/** The watch whose times are asked for. */
export interface TimedWatch {
  readonly kind: WatchKind;
  readonly name: string;
  readonly status: HealthStatus;
  /** Since when it has this status, ISO 8601; it counts where no change of it is kept any more. */
  readonly since?: string;
}

const mostTransitions = 5_000;

/** The times of each status of a watch, oldest first. What nothing is known of is left out. */
export async function statusTimesOf(
  store: Pick<MonitorStore, "transitions">,
  watch: TimedWatch,
  { fromMs, toMs }: Span,
): Promise<StatusTime[]> {
  const { entries, next } = await store.transitions(watch.kind, watch.name, {
    limit: mostTransitions,
  });
  // Of what was before those that were read nothing is known.
  const knownFromMs = next === undefined ? -Infinity : (entries.at(-1)?.sinceMs ?? -Infinity);
  return statusTimes(entries, watch, { fromMs: Math.max(fromMs, knownFromMs), toMs });
}

/** @param transitions newest first; what was before the oldest is taken from its `former`. */
export function statusTimes(
  transitions: readonly Pick<Transition, "sinceMs" | "status" | "former">[],
  { status: current, since }: Pick<TimedWatch, "status" | "since">,
  { fromMs, toMs }: Span,
): StatusTime[] {
  const times: StatusTime[] = [];
  let untilMs = toMs;
  const add = (status: HealthStatus, sinceMs: number) => {
    const beginMs = Math.max(sinceMs, fromMs);
    if (beginMs < untilMs) times.push({ status, fromMs: beginMs, toMs: untilMs });
    untilMs = Math.min(untilMs, beginMs);
  };
  const oldest = transitions.at(-1);
  if (!oldest) {
    const sinceMs = Date.parse(since ?? "");
    if (!Number.isNaN(sinceMs) && current !== "unknown") add(current, sinceMs);
    return times;
  }
  for (const { status, sinceMs } of transitions) {
    add(status, sinceMs);
    if (sinceMs <= fromMs) break;
  }
  // Unknown is what it was before it was watched.
  if (oldest.sinceMs > fromMs && oldest.former !== "unknown") add(oldest.former, fromMs);
  return times.reverse();
}

/** From the worst on; of what is unknown the worst is to be thought but for a failure. */
export const loudestFirst: readonly HealthStatus[] = [
  "unhealthy",
  "unknown",
  "degraded",
  "healthy",
];

/** More changes than these in a span are drawn as the worst of each of its parts. */
const mostTimes = 60;
const parts = 144;

/** The times within a span, few enough to be drawn: a watch may change every second. */
export function coarseTimes(times: readonly StatusTime[], { fromMs, toMs }: Span): StatusTime[] {
  const within = times
    .filter((time) => time.toMs > fromMs && time.fromMs < toMs)
    .map((time) => ({
      status: time.status,
      fromMs: Math.max(time.fromMs, fromMs),
      toMs: Math.min(time.toMs, toMs),
    }));
  if (within.length <= mostTimes) return within;
  const partMs = (toMs - fromMs) / parts;
  const worst: number[] = [];
  for (const time of within) {
    const rank = loudestFirst.indexOf(time.status);
    const last = Math.min(parts - 1, Math.floor((time.toMs - 1 - fromMs) / partMs));
    for (let part = Math.floor((time.fromMs - fromMs) / partMs); part <= last; part += 1)
      worst[part] = Math.min(worst[part] ?? rank, rank);
  }
  const coarse: { status: HealthStatus; fromMs: number; toMs: number }[] = [];
  for (const [part, rank] of worst.entries()) {
    const status = loudestFirst[rank];
    if (status === undefined) continue;
    const beginMs = fromMs + part * partMs;
    const before = coarse.at(-1);
    if (before?.status === status && before.toMs === beginMs) before.toMs = beginMs + partMs;
    else coarse.push({ status, fromMs: beginMs, toMs: beginMs + partMs });
  }
  return coarse;
}
