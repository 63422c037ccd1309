const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A length of time as a person says it: `410 ms`, `41 s`, `8 min 05 s`, `3 h 27 min`, `6 d 4 h`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const whole = Math.max(0, ms);
  if (whole < secondMs) return `${Math.round(whole)} ms`;
  if (whole < 10 * secondMs && whole % secondMs >= 50)
    return `${(Math.floor(whole / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(whole / secondMs);
  if (whole < minuteMs) return `${seconds} s`;
  if (whole < 10 * minuteMs) {
    const rest = seconds % 60;
    return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${twoDigits(rest)} s`}`;
  }
  if (whole < hourMs) return `${Math.floor(whole / minuteMs)} min`;
  if (whole < dayMs)
    return `${Math.floor(whole / hourMs)} h ${twoDigits(Math.floor((whole % hourMs) / minuteMs))} min`;
  return `${Math.floor(whole / dayMs)} d ${Math.floor((whole % dayMs) / hourMs)} h`;
}

/** How long ago something was, to the second: `just now`, `2 s ago`, `8 min ago`. */
export function agoText(ms: number): string {
  return ms < secondMs ? "just now" : `${durationText(Math.floor(ms / secondMs) * secondMs)} ago`;
}

/** A number with two digits at least. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
