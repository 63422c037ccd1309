import type { HealthStatus } from "@ettl/health";
import type { MonitorStore, Transition } from "../state/monitor-store.ts";
import {
  type Span,
  type StatusTime,
  statusTimes,
  statusTimesOf,
  type TimedWatch,
} from "./status-times.ts";

/** How much of a time a watch was up. */
export interface Uptime {
  /** 0 to 1 of the known time; null where nothing of it is known. */
  readonly ratio: number | null;
  /** How much of the time its status was known. */
  readonly known_seconds: number;
}

/** The share of each span in which a watch was healthy or degraded. */
export async function uptimesOf(
  store: Pick<MonitorStore, "transitions">,
  watch: TimedWatch,
  spans: readonly Span[],
): Promise<Uptime[]> {
  const times = await statusTimesOf(store, watch, {
    fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...spans.map(({ toMs }) => toMs)),
  });
  return spans.map((span) => uptimeOf(times, span));
}

/** @param transitions newest first; what was before the oldest is taken from its `former`. */
export function shareOf(
  transitions: readonly Pick<Transition, "sinceMs" | "status" | "former">[],
  current: HealthStatus,
  span: Span,
): Uptime {
  return uptimeOf(statusTimes(transitions, { status: current }, span), span);
}

/** How much of a span was up, of times of a status each. */
export function uptimeOf(times: readonly StatusTime[], { fromMs, toMs }: Span): Uptime {
  let upMs = 0;
  let knownMs = 0;
  for (const time of times) {
    const lastedMs = Math.max(0, Math.min(time.toMs, toMs) - Math.max(time.fromMs, fromMs));
    if (time.status !== "unknown") knownMs += lastedMs;
    if (time.status === "healthy" || time.status === "degraded") upMs += lastedMs;
  }
  return {
    ratio: knownMs === 0 ? null : upMs / knownMs,
    known_seconds: Math.round(knownMs / 1_000),
  };
}
