import type { HealthStatus } from "@ettl/health";
import type { Transition } from "../../state/monitor-store.ts";

/** A time in which the status was the same. */
export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly status: HealthStatus;
  readonly message?: string | undefined;
}

/**
 * The times of each status from `fromMs` to `toMs`, oldest first. What was before anything was
 * known is left out.
 *
 * @param transitions newest first
 */
export function segmentsOf(
  transitions: readonly Transition[],
  now: { readonly status: HealthStatus; readonly since: string; readonly message?: string },
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Segment[] {
  const segments: Segment[] = [];
  let untilMs = toMs;
  let oldest: Transition | undefined;
  const add = (status: HealthStatus, sinceMs: number, message: string | undefined) => {
    const beginMs = Math.max(sinceMs, fromMs);
    if (beginMs < untilMs) segments.push({ fromMs: beginMs, toMs: untilMs, status, message });
    untilMs = Math.min(untilMs, beginMs);
  };
  if (transitions.length === 0) {
    if (now.status !== "unknown") add(now.status, Date.parse(now.since), now.message);
    return segments;
  }
  for (const [index, transition] of transitions.entries()) {
    const isLast = index === 0 && transition.status === now.status;
    add(transition.status, transition.sinceMs, isLast ? now.message : transition.message);
    oldest = transition;
    if (transition.sinceMs <= fromMs) break;
  }
  if (oldest && oldest.sinceMs > fromMs && oldest.former !== "unknown")
    add(oldest.former, fromMs, undefined);
  return segments.reverse();
}
