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

/**
 * The lines behind every row, the zone of what has not come yet and the line of now: once per page,
 * for all rows show the same.
 */
export const GridDrawing = ({ axis }: AxisOptions) => {
  const now = percent(axis.x(axis.nowMs));
  const rest = percent(Math.round((100 - axis.x(axis.nowMs)) * 100) / 100);
  return (
    <div class="sprite" id="grid-drawing" data-part aria-hidden="true">
      <svg width="0" height="0" focusable="false">
        <symbol id="grid">
          {axis.lines.map((ms) => {
            const x = percent(axis.x(ms));
            return <line class={isMidnight(ms) ? "g g0" : "g"} x1={x} x2={x} y1="0" y2="100%" />;
          })}
          <rect class="fut" x={now} y="0" width={rest} height="100%" />
        </symbol>
        <symbol id="now">
          <line class="now" x1={now} x2={now} y1="0" y2="100%" />
        </symbol>
      </svg>
    </div>
  );
};

/** The lines behind a row. The page has a {@link GridDrawing}. */
export const Grid = () => <use href="#grid" />;

/** The line of now over a row. The page has a {@link GridDrawing}. */
export const NowLine = () => <use href="#now" />;

/** A place on the axis as SVG takes it. */
export function percent(value: number): string {
  return `${value}%`;
}
