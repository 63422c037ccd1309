import { type AlertMatcher, type Matchable, matches } from "./match.ts";

/** A time, once or each week, in which alerts are kept in the history only. */
export interface MaintenanceWindow extends AlertMatcher {
  /** Why; shown with each alert that is silenced. */
  readonly reason: string;
  /** Begin and end of a window that is once. */
  readonly startsAt?: Date | string | undefined;
  readonly endsAt?: Date | string | undefined;
  /**
   * Days of a window that comes again, by the day on which it begins.
   *
   * @default all
   */
  readonly days?: readonly Weekday[] | undefined;
  /** Time of day at which it begins and ends, `HH:MM`; it may reach into the next day. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /**
   * IANA name of the zone of `from` and `to`.
   *
   * @default "UTC"
   */
  readonly timezone?: string | undefined;
}

/** A day of the week. */
export type Weekday = (typeof weekdays)[number];

/** The days of the week, as `Date.getUTCDay` counts them. */
export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Finds the window that an alert falls into now. */
export type Maintenance = (alert: Matchable) => MaintenanceWindow | undefined;

/**
 * Prepares the windows.
 *
 * @throws {TypeError} for a window that has neither `startsAt` and `endsAt` nor `from` and `to`, or
 *   whose times or zone can't be read.
 */
export function createMaintenance(windows: readonly MaintenanceWindow[] = []): Maintenance {
  const prepared = windows.map((window, index) => {
    const where = `maintenance[${index}]`;
    if (typeof window.reason !== "string" || window.reason === "")
      throw new TypeError(`${where}.reason: expected a text`);
    return { window, isOpen: opening(where, window), matches: matches(where, window) };
  });
  return (alert) => {
    if (prepared.length === 0) return undefined;
    const now = Date.now();
    return prepared.find((one) => one.isOpen(now) && one.matches(alert))?.window;
  };
}

function opening(where: string, window: MaintenanceWindow): (now: number) => boolean {
  const { startsAt, endsAt, from, to } = window;
  const once = startsAt !== undefined || endsAt !== undefined;
  if (once === (from !== undefined || to !== undefined))
    throw new TypeError(`${where}: expected either starts_at and ends_at, or from and to`);
  if (!once) return recurring(where, window);
  const begin = new Date(startsAt ?? Number.NaN).getTime();
  const end = new Date(endsAt ?? Number.NaN).getTime();
  if (!(begin < end))
    throw new TypeError(
      `${where}: expected starts_at before ends_at, such as 2024-01-15T10:30:00Z`,
    );
  return (now) => begin <= now && now < end;
}

function recurring(where: string, window: MaintenanceWindow): (now: number) => boolean {
  const { days = weekdays, timezone = "UTC" } = window;
  const from = minuteOf(`${where}.from`, window.from);
  const to = minuteOf(`${where}.to`, window.to);
  if (days.length === 0 || days.some((day) => !weekdays.includes(day)))
    throw new TypeError(`${where}.days: expected some of ${weekdays.join(", ")}`);
  const zone = zoneClock(`${where}.timezone`, timezone);
  return (now) => {
    const { day, minute } = zone(now);
    const today = days.includes(weekdays[day] ?? "sun");
    const yesterday = days.includes(weekdays[(day + 6) % 7] ?? "sun");
    if (from < to) return today && from <= minute && minute < to;
    return (today && from <= minute) || (yesterday && minute < to);
  };
}

function minuteOf(where: string, given: string | undefined): number {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(given ?? "");
  if (!found) throw new TypeError(`${where}: expected a time of day such as 02:30`);
  return Number(found[1]) * 60 + Number(found[2]);
}

function zoneClock(where: string, timezone: string) {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    throw new TypeError(`${where}: expected an IANA time zone such as Europe/Berlin`);
  }
  return (now: number) => {
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return {
      day: weekdays.indexOf((parts.get("weekday") ?? "").toLowerCase() as Weekday),
      minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
    };
  };
}
