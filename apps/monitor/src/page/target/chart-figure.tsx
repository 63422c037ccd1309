import { figureText } from "../../client/figures.ts";
import { gapsOf } from "../../client/gaps.ts";
import type { SamplePoint } from "../../samples/samples.ts";
import { idOf } from "../sheet/subject.ts";
import type { ChartSeries, ChartView } from "./chart-choice.ts";

interface ChartOptions {
  readonly chart: ChartView;
  /** Where the script gets newer points. */
  readonly samplesPath: string;
  /** What is drawn begins here. */
  readonly fromMs: number;
  readonly nowMs: number;
  readonly rangeMs: number;
}

/** One chart: its lines as a drawing, and their values now as text. The script draws it anew. */
export const ChartFigure = ({ chart, samplesPath, fromMs, nowMs, rangeMs }: ChartOptions) => {
  const { name, unit, series, points } = chart;
  const values = series.map((one, which) => currentText(one, points[which] ?? [], nowMs));
  return (
    <figure
      class="chart"
      id={idOf("chart", name)}
      data-part
      data-samples={samplesPath}
      data-range-ms={rangeMs}
      data-series={JSON.stringify(series)}
    >
      <figcaption>
        <span class={name.includes("_") ? "ct mono" : "ct"} title={name}>
          {name}
        </span>
        <span class="cu">{unit}</span>
        <span class="cv">
          {series.map(({ name: line }, which) => (
            <span class="sv">
              <svg class="sw" viewBox="0 0 16 8" aria-hidden="true">
                <path class={`cl c${which}`} d="M0 4h16" />
              </svg>
              {line} <b>{values[which]}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div class="plot" id={idOf("plot", name)} data-keep>
        <Fallback chart={chart} fromMs={fromMs} nowMs={nowMs} />
      </div>
      <p class="vh">
        {`${name}: now ${series.map(({ name: line }, which) => `${line} ${values[which]} ${unit}`.trim()).join(", ")}.`}
      </p>
    </figure>
  );
};

/** A value that is older than its usual distance is none of now. */
function currentText({ of, scale }: ChartSeries, points: readonly SamplePoint[], nowMs: number) {
  const last = points.at(-1);
  if (last === undefined) return "–";
  const before = Date.parse(points.at(-2)?.at ?? last.at);
  const stepMs = Math.max(60_000, Date.parse(last.at) - before);
  return nowMs - Date.parse(last.at) > 2.5 * stepMs ? "–" : figureText(last[of] * scale);
}

const width = 560;
const height = 130;
const mostPlaces = 280;

const Fallback = ({
  chart: { series, points },
  fromMs,
  nowMs,
}: Pick<ChartOptions, "chart" | "fromMs" | "nowMs">) => {
  const all = series.map(({ of, scale }, which) =>
    (points[which] ?? []).map((point) => ({
      atMs: Date.parse(point.at),
      value: point[of] * scale,
    })),
  );
  const highest = Math.max(0, ...all.flat().map(({ value }) => value)) * 1.08 || 1;
  const place = ({ atMs, value }: Dot) => ({
    x: Math.round(((atMs - fromMs) / (nowMs - fromMs)) * width),
    y: Math.round((2 + (height - 4) * (1 - Math.max(0, value) / highest)) * 10) / 10,
  });
  return (
    <svg
      class="fb"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {all.map((dots, which) => (
        <path class={`cl c${which}`} d={pathOf(dots, place)} vector-effect="non-scaling-stroke" />
      ))}
    </svg>
  );
};

interface Dot {
  readonly atMs: number;
  readonly value: number;
}

/** A line that breaks where nothing is known. */
function pathOf(
  dots: readonly Dot[],
  place: (dot: Dot) => { readonly x: number; readonly y: number },
) {
  const gaps = gapsOf(dots.map(({ atMs }) => atMs));
  const step = Math.max(1, Math.ceil(dots.length / mostPlaces));
  let isOpen = false;
  let path = "";
  let highest: Dot | undefined;
  for (const [index, dot] of dots.entries()) {
    // Of several in one place the highest stays, for a short peak must not vanish.
    if (highest === undefined || dot.value > highest.value) highest = dot;
    const isGap = gaps[index] === true;
    if (index % step !== step - 1 && !isGap && index < dots.length - 1) continue;
    const { x, y } = place(highest);
    path += isOpen ? `L${x} ${y}` : `M${x} ${y}${isGap || dots.length === 1 ? "h0" : ""}`;
    isOpen = !isGap;
    highest = undefined;
  }
  return path;
}
