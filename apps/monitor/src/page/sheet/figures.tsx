import { durationText } from "../../client/durations.ts";
import type { SamplePoint } from "../../samples/samples.ts";
import type { Uptime } from "../../watch/uptime.ts";

/** A duration in seconds as a cell has it, or a dash. */
export function secondsOrDash(seconds: number | undefined): string {
  if (seconds === undefined) return "–";
  const ms = seconds * 1_000;
  return ms > 0 && ms < 10 ? `${ms.toFixed(1)} ms` : durationText(ms);
}

/** The value that so large a share of the points stays below; undefined without points. */
export function quantile(points: readonly SamplePoint[], share: number): number | undefined {
  const sorted = points.map(({ mean }) => mean).toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Never rounded up to 100. */
export function percentText(ratio: number): string {
  if (ratio === 1) return "100 %";
  const percent = Math.min(99.9, Math.floor(ratio * 1_000) / 10);
  return `${percent} %`;
}

/** A share of time; says of how much time it is, where that is not all of it. */
export const UptimeText = ({
  uptime,
  ofMs,
}: {
  readonly uptime: Uptime | undefined;
  readonly ofMs: number;
}) => {
  if (uptime === undefined || uptime.ratio === null) return <>–</>;
  const knownMs = uptime.known_seconds * 1_000;
  // A minute more or less is not worth words.
  const isPartial = knownMs < ofMs * 0.99 - 60_000;
  return (
    <>
      {percentText(uptime.ratio)}
      {isPartial && <span class="q">{` of ${wholeDuration(knownMs)}`}</span>}
    </>
  );
};

/** Its largest unit: `20 h`. */
function wholeDuration(ms: number): string {
  const [number = "0", unit = "s"] = durationText(ms).split(" ");
  return `${number} ${unit}`;
}
