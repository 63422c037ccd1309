const dayMs = 86_400_000;
/** Before this nobody saw a film; such a date is an error of some program. */
const firstFilm = Date.UTC(1888, 0, 1);

/** Turns the instant of a play into a diary date; empty for a play without a known date. */
export type DiaryDate = (watchedAt: string | null) => string;

/**
 * Makes a function that says on which day it was in `timezone`, as `YYYY-MM-DD`.
 * Trakt gives plays of unknown date as 1970, the start of the Unix clock: they are undated.
 *
 * @throws {RangeError} when `timezone` is not an IANA time zone.
 */
export function createDiaryDate(timezone: string): DiaryDate {
  const offset = createOffset(timezone);
  /** Asking for an offset is slow; on nearly all days it is the same from one midnight of UTC to the next. */
  const offsets = new Map<number, number | undefined>();
  const dates = new Map<number, string>();

  const offsetOn = (utcDay: number) => {
    if (offsets.has(utcDay)) return offsets.get(utcDay);
    const first = offset(utcDay * dayMs);
    const same = first === offset((utcDay + 1) * dayMs - 1) ? first : undefined;
    offsets.set(utcDay, same);
    return same;
  };

  return (watchedAt) => {
    const time = Date.parse(watchedAt ?? "");
    if (!isDated(time)) return "";
    const day = Math.floor((time + (offsetOn(Math.floor(time / dayMs)) ?? offset(time))) / dayMs);
    let date = dates.get(day);
    if (date === undefined) {
      const text = new Date(day * dayMs).toISOString().slice(0, 10);
      date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : "";
      dates.set(day, date);
    }
    return date;
  };
}

/** What a clock in `timezone` shows at an instant, less what one in UTC shows, in milliseconds. */
function createOffset(timezone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (time) => {
    const parts = new Map(
      format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const shown = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return shown - Math.floor(time / 1000) * 1000;
  };
}

function isDated(time: number): boolean {
  const startOfClock = time >= -dayMs && time < Date.UTC(1971, 0, 1);
  return time >= firstFilm && !startOfClock;
}
