import { twoDigits } from "../client/durations.ts";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"].concat([
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
]);

/** `14:05`, UTC. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;
}

/** `14:05:09`, UTC. */
export function secondsText(ms: number): string {
  return `${clockText(ms)}:${twoDigits(new Date(ms).getUTCSeconds())}`;
}

/** `Mon`, UTC. */
export function dayText(ms: number): string {
  return days[new Date(ms).getUTCDay()] ?? "";
}

/** `30 Nov`, UTC. */
export function dateText(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** As short as it is clear: `14:05` today, `Sun 20:09` within a week of now, `17 Nov 20:09` else. */
export function momentText(ms: number, nowMs: number): string {
  const dayMs = 86_400_000;
  if (Math.floor(ms / dayMs) === Math.floor(nowMs / dayMs)) return clockText(ms);
  const day = Math.abs(ms - nowMs) < 6 * dayMs ? dayText(ms) : dateText(ms);
  return `${day} ${clockText(ms)}`;
}
