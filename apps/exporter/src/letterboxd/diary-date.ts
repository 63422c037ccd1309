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
  const format = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (watchedAt) => {
    const time = Date.parse(watchedAt ?? "");
    if (!isDated(time)) return "";
    const parts = format.formatToParts(time);
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      parts.find((candidate) => candidate.type === type)?.value ?? "";
    const date = `${part("year")}-${part("month")}-${part("day")}`;
    return /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : "";
  };
}

function isDated(time: number): boolean {
  const startOfClock = time >= -dayMs && time < Date.UTC(1971, 0, 1);
  return time >= firstFilm && !startOfClock;
}
