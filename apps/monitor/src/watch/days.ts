import type { HealthStatus } from "@ettl/health";
import type { StatusTime } from "./status-times.ts";
import type { Uptime } from "./uptime.ts";

const dayMs = 86_400_000;

/** One day of a watch, UTC. */
export interface Day {
  /** When it began, in milliseconds since 1970. */
  readonly fromMs: number;
  /** How much of it has passed, in milliseconds: all of it but for the last. */
  readonly passedMs: number;
  /** How long each status lasted, in milliseconds; less than has passed where nothing is known. */
  readonly lastedMs: Readonly<Record<HealthStatus, number>>;
}

/** The last days of a watch, oldest first, the last one as far as it has passed. */
export function daysOf(times: readonly StatusTime[], count: number, nowMs: number): Day[] {
  const firstMs = (Math.floor(nowMs / dayMs) - count + 1) * dayMs;
  const days = Array.from({ length: count }, (_, index) => {
    const fromMs = firstMs + index * dayMs;
    const lastedMs = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 };
    return { fromMs, passedMs: Math.min(dayMs, nowMs - fromMs), lastedMs };
  });
  for (const { status, fromMs, toMs } of times) {
    let beginMs = Math.max(fromMs, firstMs);
    const endMs = Math.min(toMs, nowMs);
    while (beginMs < endMs) {
      const day = days[Math.floor((beginMs - firstMs) / dayMs)];
      if (!day) break;
      const untilMs = Math.min(endMs, day.fromMs + dayMs);
      day.lastedMs[status] += untilMs - beginMs;
      beginMs = untilMs;
    }
  }
  return days;
}

/** How much of what is known of a day was up. */
export function dayUptime({ lastedMs }: Day): Uptime {
  const upMs = lastedMs.healthy + lastedMs.degraded;
  const knownMs = upMs + lastedMs.unhealthy;
  return {
    ratio: knownMs === 0 ? null : upMs / knownMs,
    known_seconds: Math.round(knownMs / 1_000),
  };
}

/** `2026-11-30`, UTC. */
export function dayDate({ fromMs }: Day): string {
  return new Date(fromMs).toISOString().slice(0, 10);
}
