import { agoText, durationText } from "./durations.ts";
import { setText } from "./elements.ts";

/** The clock of this machine may be wrong: what the server said, less what `performance.now()` said. */
let offsetMs = Number(document.documentElement.dataset.now) - cameAtMs();

/** When the first byte of the page came, as `performance.now()` counts. */
function cameAtMs(): number {
  const [navigation] = performance.getEntriesByType("navigation");
  const { responseStart } = navigation as PerformanceNavigationTiming;
  return Math.min(responseStart, performance.now());
}

/** Milliseconds since 1970 on the server's clock: what it last said, and what has passed since. */
export function serverNow(): number {
  return performance.now() + offsetMs;
}

/** The server said a time, `withinMs` ago or less, or nobody knows how long ago. */
export function serverSaid(ms: number, withinMs = Number.POSITIVE_INFINITY): void {
  const lateMs = serverNow() - ms;
  if (lateMs < 0) offsetMs -= lateMs;
  else if (lateMs > withinMs) offsetMs -= lateMs - withinMs;
}

/** How long ago `[data-ago]`, how long since `[data-age]`, how long until `[data-until]`. */
const texts: Readonly<Record<string, (ageMs: number) => string>> = {
  ago: agoText,
  age: lengthText,
  until: (ageMs) => (ageMs > 0 ? agoText(ageMs) : `in ${lengthText(-ageMs)}`),
};

/** A length of time to the second: `0 s`, `1 min 36 s`. */
export function lengthText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return seconds === 0 ? "0 s" : durationText(seconds * 1_000);
}

/** The time of day, UTC: `14:12:08`. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** Keeps what is said of ages true. */
export function updateAges(root: ParentNode): void {
  for (const [name, text] of Object.entries(texts))
    for (const time of root.querySelectorAll<HTMLTimeElement>(`time[data-${name}]`)) {
      const ms = Date.parse(time.dateTime);
      if (ms) setText(time, text(serverNow() - ms));
    }
}
