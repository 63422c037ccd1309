const perMs = 1_000_000;
const perSecond = 1_000_000_000;

/** Writes milliseconds as Go prints a `time.Duration`: `2h30m15s`, `1.5s`, `5ms`, `152µs`, `0s`. */
export function goDuration(ms: number): string {
  const nanoseconds = Math.round(Math.abs(ms) * perMs);
  if (!Number.isFinite(nanoseconds) || nanoseconds === 0) return "0s";
  const sign = ms < 0 ? "-" : "";
  if (nanoseconds < 1_000) return `${sign}${nanoseconds}ns`;
  if (nanoseconds < perMs) return `${sign}${nanoseconds / 1_000}µs`;
  if (nanoseconds < perSecond) return `${sign}${nanoseconds / perMs}ms`;

  const wholeSeconds = Math.floor(nanoseconds / perSecond);
  const hours = Math.floor(wholeSeconds / 3600);
  const minutes = Math.floor(wholeSeconds / 60) % 60;
  const fraction = String(nanoseconds % perSecond)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const seconds = `${wholeSeconds % 60}${fraction && `.${fraction}`}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
