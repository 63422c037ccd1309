import { clockText, dayText } from "../clock.ts";
import { isMidnight, type TimeAxis } from "./time-axis.ts";

interface AxisOptions {
  readonly axis: TimeAxis;
}

/** The times above the rows. */
export const Axis = ({ axis }: AxisOptions) => {
  // A label so near to the word "now" would run into it.
  const nearMs = (axis.toMs - axis.fromMs) * 0.046;
  const shown = axis.lines.filter((ms) => ms < axis.nowMs - nearMs);
  const nowX = percent(axis.x(axis.nowMs));
  return (
    <svg class="axis" aria-hidden="true" focusable="false">
      {shown.map((ms) => {
        const x = percent(axis.x(ms));
        return (
          <>
            <line class="g" x1={x} x2={x} y1="18" y2="100%" />
            <text x={x} y="13" class={axis.x(ms) < 2 ? "s" : undefined}>
              {isMidnight(ms) ? dayText(ms) : clockText(ms)}
            </text>
          </>
        );
      })}
      <text class="nowt" x={nowX} y="13">
        now
      </text>
      <line class="now" x1={nowX} x2={nowX} y1="18" y2="100%" />
    </svg>
  );
};

/** The lines behind a row, and the zone of what has not come yet. */
export const Grid = ({ axis }: AxisOptions) => (
  <>
    {axis.lines.map((ms) => {
      const x = percent(axis.x(ms));
      return <line class={isMidnight(ms) ? "g g0" : "g"} x1={x} x2={x} y1="0" y2="100%" />;
    })}
    <rect
      class="fut"
      x={percent(axis.x(axis.nowMs))}
      y="0"
      width={percent(Math.round((100 - axis.x(axis.nowMs)) * 100) / 100)}
      height="100%"
    />
  </>
);

/** The line of now. */
export const NowLine = ({ axis }: AxisOptions) => {
  const x = percent(axis.x(axis.nowMs));
  return <line class="now" x1={x} x2={x} y1="0" y2="100%" />;
};

/** A place on the axis as SVG takes it. */
export function percent(value: number): string {
  return `${value}%`;
}
