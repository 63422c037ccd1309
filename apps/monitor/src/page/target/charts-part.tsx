import type { PageContext } from "../page-context.ts";
import { Ranges } from "../shell/ranges.tsx";
import type { ChartView } from "./chart-choice.ts";
import { ChartFigure } from "./chart-figure.tsx";

/** What was measured of a target over the range, one chart for each. */
export const ChartsPart = ({
  context,
  name,
  charts,
}: {
  readonly context: PageContext;
  readonly name: string;
  readonly charts: readonly ChartView[];
}) => {
  const { nowMs, range } = context;
  const known = charts.flatMap(({ points }) =>
    points.map(([first]) => Date.parse(first?.at ?? "")),
  );
  // What nothing is known of takes no room; the script does the same.
  const fromMs = Math.max(nowMs - range.lengthMs, Math.min(...known, nowMs - 1));
  return (
    <section aria-labelledby="m-h">
      <div class="sh">
        <h2 id="m-h">Measurements</h2>
        <Ranges context={context} />
      </div>
      <div class="charts" id="charts" data-part>
        {charts.map((chart) => (
          <ChartFigure
            chart={chart}
            samplesPath={`/api/targets/${encodeURIComponent(name)}/samples`}
            fromMs={fromMs}
            rangeMs={range.lengthMs}
            nowMs={nowMs}
          />
        ))}
        {charts.length === 0 && (
          <div class="empty" id="no-charts">
            <p>
              <b>{`Nothing was measured in the last ${range.text}.`}</b>
            </p>
            <p>Each look at the target adds a point, as long as it answers.</p>
          </div>
        )}
      </div>
    </section>
  );
};
