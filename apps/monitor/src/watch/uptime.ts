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

/** The share of a span in which a watch was healthy or degraded. */
export async function uptimeOf(
  store: Pick<MonitorStore, "transitions">,
  watch: { readonly kind: WatchKind; readonly name: string; readonly status: HealthStatus },
  span: { readonly fromMs: number; readonly toMs: number },
): Promise<Uptime> {
  const { entries } = await store.transitions(watch.kind, watch.name, { limit: mostTransitions });
  return shareOf(entries, watch.status, span);
}

/** @param transitions newest first; what was before the oldest is taken from its `former`. */
export function shareOf(
  transitions: readonly Pick<Transition, "sinceMs" | "status" | "former">[],
  current: HealthStatus,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
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
