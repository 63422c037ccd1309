import { randomUUID } from "node:crypto";
import {
  type AlertMatcher,
  isEmptyMatcher,
  type Matchable,
  type Matches,
  matches,
} from "./match.ts";

/** Alerts that are to be kept in the history only, for a time and a reason. */
export interface SilenceInput extends AlertMatcher {
  /** Why; shown with each alert that is silenced. At most 500 characters. */
  readonly reason: string;
  /** @default now */
  readonly startsAt?: Date | string | undefined;
  /** At most a year from now. */
  readonly endsAt: Date | string;
  /** Who. At most 200 characters. */
  readonly createdBy?: string | undefined;
}

/** A silence as HTTP clients see it. */
export interface Silence extends AlertMatcher {
  readonly id: string;
  readonly reason: string;
  readonly created_at: string;
  readonly created_by?: string;
  readonly starts_at: string;
  readonly ends_at: string;
}

/** The silences that are not over. */
export interface Silences {
  readonly size: number;
  /** The silence that mutes an alert now. */
  muting(alert: Matchable): Silence | undefined;
  /** @throws {TypeError | RangeError} for a silence that cannot be. */
  add(input: SilenceInput): Silence;
  /** Takes up one that was made before. */
  restore(silence: Silence): void;
  /** Ends one; false if there is none of that id. */
  end(id: string): boolean;
  /** Those to come too, the one that ends first, first. */
  list(): readonly Silence[];
}

/** More at once would be a mistake, and each is looked at for each alert. */
const maxSilences = 1_000;
const maxDurationMs = 366 * 24 * 60 * 60 * 1_000;

interface Entry {
  readonly silence: Silence;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly matches: Matches;
}

/** Keeps silences; by the clock on the wall, for they are promised until a time of day. */
export function createSilences(): Silences {
  const entries = new Map<string, Entry>();

  const withoutPast = () => {
    const now = Date.now();
    for (const [id, { endsAtMs }] of entries) if (endsAtMs <= now) entries.delete(id);
    return entries;
  };
  const keep = (silence: Silence) =>
    entries.set(silence.id, {
      silence,
      startsAtMs: Date.parse(silence.starts_at),
      endsAtMs: Date.parse(silence.ends_at),
      matches: matches("silence", silence),
    });

  return {
    get size() {
      return withoutPast().size;
    },
    muting(alert) {
      if (entries.size === 0) return undefined;
      const now = Date.now();
      for (const { silence, startsAtMs, endsAtMs, matches } of withoutPast().values())
        if (startsAtMs <= now && now < endsAtMs && matches(alert)) return silence;
      return undefined;
    },
    add(input) {
      const silence = silenceOf(input);
      if (withoutPast().size >= maxSilences)
        throw new RangeError(`there are ${maxSilences} silences; end one first`);
      keep(silence);
      return silence;
    },
    restore(silence) {
      if (Date.parse(silence.ends_at) > Date.now()) keep(silence);
    },
    end: (id) => entries.delete(id),
    list: () =>
      [...withoutPast().values()]
        .sort((a, b) => a.endsAtMs - b.endsAtMs)
        .map(({ silence }) => silence),
  };
}

function silenceOf(input: SilenceInput): Silence {
  if (typeof input !== "object" || input === null)
    throw new TypeError("silence: expected { reason, endsAt, … }");
  const { reason, createdBy, levels, sources, titles, labels, fingerprint } = input;
  if (typeof reason !== "string" || reason.trim() === "" || reason.length > 500)
    throw new TypeError("reason: expected a text of 1 to 500 characters");
  if (createdBy !== undefined && (typeof createdBy !== "string" || createdBy.length > 200))
    throw new TypeError("created_by: expected a text of at most 200 characters");
  const now = Date.now();
  const startsAt = timeOf("starts_at", input.startsAt ?? new Date(now));
  const endsAt = timeOf("ends_at", input.endsAt);
  if (endsAt <= Math.max(now, startsAt))
    throw new RangeError("ends_at: expected a time after now, and after starts_at");
  if (endsAt > now + maxDurationMs)
    throw new RangeError("ends_at: expected at most a year from now");
  const matcher = {
    ...(levels && { levels }),
    ...(sources && { sources }),
    ...(titles && { titles }),
    ...(labels && { labels }),
    ...(fingerprint && { fingerprint }),
  };
  matches("silence", matcher);
  if (isEmptyMatcher(matcher))
    throw new TypeError(
      'silence: expected levels, sources, titles, labels or fingerprint; sources: ["*"] is all',
    );
  return Object.freeze({
    id: randomUUID(),
    ...matcher,
    reason,
    created_at: new Date(now).toISOString(),
    ...(createdBy && { created_by: createdBy }),
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(endsAt).toISOString(),
  });
}

function timeOf(name: string, given: Date | string): number {
  const known = given instanceof Date || typeof given === "string";
  const time = known ? new Date(given).getTime() : Number.NaN;
  if (Number.isNaN(time))
    throw new RangeError(`${name}: expected a time such as 2024-01-15T10:30:00Z`);
  return time;
}
