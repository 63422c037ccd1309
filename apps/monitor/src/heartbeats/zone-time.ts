const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether it is the name of an IANA time zone that this Node knows. */
export function isTimeZone(zone: string): boolean {
  // Newer ones take an offset such as +01:00 too, which knows no summer time.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * A moment as a clock in the zone shows it: `12:00`, with seconds where there are some, and with the
 * date where that is another day than that of `nowMs`.
 */
export function zoneTime(ms: number, zone: string, nowMs: number): string {
  const [date = "", time = ""] = shown(ms, zone);
  const [today] = shown(nowMs, zone);
  const short = time.endsWith(":00") ? time.slice(0, 5) : time;
  return date === today ? short : `${date} ${short}`;
}

/** A length of time in its two largest units: `3 h 27 min`, `41 s`, `0.35 s`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms) / 1_000} s`;
  const seconds = Math.round(ms / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const largest = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(largest, largest + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** Date and time; Sweden writes both as ISO 8601 does. */
function shown(ms: number, zone: string): string[] {
  return formatOf(zone).format(ms).split(" ");
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "medium",
    });
    formats.set(zone, format);
  }
  return format;
}
