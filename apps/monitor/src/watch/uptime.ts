import type { HealthStatus } from "@ettl/health";
import type { MonitorStore, Transition, WatchKind } from "../state/monitor-store.ts";

/** How much of a time a watch was up. */
export interface Uptime {
  /** 0 to 1 of the known time; null where nothing of it is known. */
  readonly ratio: number | null;
  /** How much of the time its status was known. */
  readonly known_seconds: number;
}

const mostTransitions = 5_000;

/** A length of time, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The share of each span in which a watch was healthy or degraded. */
export async function uptimesOf(
  store: Pick<MonitorStore, "transitions">,
  watch: { readonly kind: WatchKind; readonly name: string; readonly status: HealthStatus },
  spans: readonly Span[],
): Promise<Uptime[]> {
  const { entries, next } = await store.transitions(watch.kind, watch.name, {
    limit: mostTransitions,
  });
  // Of what was before those that were read nothing is known.
  const knownFromMs = next === undefined ? -Infinity : (entries.at(-1)?.sinceMs ?? -Infinity);
  return spans.map(({ fromMs, toMs }) =>
    shareOf(entries, watch.status, { fromMs: Math.max(fromMs, knownFromMs), toMs }),
  );
}

/** @param transitions newest first; what was before the oldest is taken from its `former`. */
export function shareOf(
  transitions: readonly Pick<Transition, "sinceMs" | "status" | "former">[],
  current: HealthStatus,
  { fromMs, toMs }: Span,
): Uptime {
  let upMs = 0;
  let knownMs = 0;
  let untilMs = toMs;
  const count = (status: HealthStatus, beginMs: number) => {
    const lastedMs = Math.max(0, untilMs - Math.max(beginMs, fromMs));
    if (status !== "unknown") knownMs += lastedMs;
    if (status === "healthy" || status === "degraded") upMs += lastedMs;
    untilMs = Math.min(untilMs, Math.max(beginMs, fromMs));
  };
  let before = current;
  for (const { sinceMs, status, former } of transitions) {
    count(status, sinceMs);
    before = former;
    if (sinceMs <= fromMs) break;
  }
  if (transitions.length > 0) count(before, fromMs);
  return {
    ratio: knownMs === 0 ? null : upMs / knownMs,
    known_seconds: Math.round(knownMs / 1_000),
  };
}
