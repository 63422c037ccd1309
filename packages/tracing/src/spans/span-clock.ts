import type { HrTime, TimeInput } from "@opentelemetry/api";

/** Milliseconds since the epoch with fractions, or seconds and nanoseconds as a caller gave them. */
export type Instant = number | HrTime;

/**
 * Tells the time of day finer than a millisecond, by the process's steady clock. The two clocks
 * are compared at the start of each trace: all spans of one trace share the difference that held
 * then, so that none of them ends before it began, whatever is done to the time of day.
 */
export class SpanClock {
  #offset = Number.NaN;

  /** What to add to the steady clock's readings in a trace that begins now, at `steady`. */
  offset(steady: number): number {
    const wall = Date.now();
    const ahead = this.#offset + steady - wall;
    // The time of day is cut to whole milliseconds: anything within that one agrees with it.
    if (!(ahead >= 0 && ahead < 1)) this.#offset = wall - steady;
    return this.#offset;
  }
}

/** What a caller means by a time: OpenTelemetry lets it be four different things. */
export function instantOf(time: unknown, offset: number): Instant | undefined {
  if (typeof time === "number") {
    if (!Number.isFinite(time)) return undefined;
    // As in the SDK: what the steady clock could have said is a reading of it.
    return time <= performance.now() ? time + offset : time;
  }
  if (time instanceof Date) return Number.isNaN(time.getTime()) ? undefined : time.getTime();
  return isTimeInput(time) && (time as HrTime).every(Number.isFinite)
    ? (time as HrTime)
    : undefined;
}

export function hrTimeOf(instant: Instant): HrTime {
  if (typeof instant !== "number") return instant;
  const seconds = Math.floor(instant / 1000);
  const nanoseconds = Math.round((instant - seconds * 1000) * 1e6);
  return nanoseconds === 1e9 ? [seconds + 1, 0] : [seconds, nanoseconds];
}

export function isTimeInput(value: unknown): value is TimeInput {
  return (
    typeof value === "number" ||
    value instanceof Date ||
    (Array.isArray(value) &&
      value.length === 2 &&
      typeof value[0] === "number" &&
      typeof value[1] === "number")
  );
}

export function hrDuration(start: HrTime, end: HrTime): HrTime {
  const seconds = end[0] - start[0];
  const nanoseconds = end[1] - start[1];
  return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1e9] : [seconds, nanoseconds];
}
