import type { SamplePoint, Samples } from "../../samples/samples.ts";
import { isCounter } from "../../targets/target-metrics.ts";

/** One line of a chart. */
export interface ChartSeries {
  readonly name: string;
  readonly metric: string;
  /** Which value of each point. */
  readonly of: "mean" | "max";
  /** What values are multiplied with to be in the chart's unit. */
  readonly scale: number;
}

/** A chart with one or two lines in one unit. */
export interface ChartChoice {
  readonly name: string;
  readonly unit: string;
  readonly series: readonly ChartSeries[];
}

/** A chart with what is known of each of its lines. */
export interface ChartView extends ChartChoice {
  readonly points: readonly (readonly SamplePoint[])[];
}

const mean = (name: string, metric: string, scale: number): ChartSeries => ({
  ...{ name, metric, scale },
  of: "mean",
});

const perMinute = 60;
/** Counters of the telemetry of an exporter, with their errors. */
const usual: readonly ChartChoice[] = [
  {
    name: "Response time",
    unit: "ms",
    series: [
      { name: "max", metric: "check_duration_seconds", of: "max", scale: 1_000 },
      mean("mean", "check_duration_seconds", 1_000),
    ],
  },
  {
    name: "Event-loop delay",
    unit: "ms",
    series: [mean("p99", "nodejs_eventloop_lag_p99_seconds", 1_000)],
  },
  {
    name: "Memory",
    unit: "MB",
    series: [
      mean("rss", "process_resident_memory_bytes", 1e-6),
      mean("heap used", "nodejs_heap_size_used_bytes", 1e-6),
    ],
  },
  { name: "CPU", unit: "% of a core", series: [mean("used", "process_cpu_seconds_total", 100)] },
  {
    name: "Exports",
    unit: "/min",
    series: [
      mean("all", "export_trakt_exports_total", perMinute),
      mean("failed", "export_trakt_export_errors_total", perMinute),
    ],
  },
  {
    name: "API calls",
    unit: "/min",
    series: [
      mean("all", "export_trakt_api_calls_total", perMinute),
      mean("failed", "export_trakt_api_call_errors_total", perMinute),
    ],
  },
];

/** The charts that there is something to draw in: the usual ones, then those that are configured. */
export function chartsOf(
  samples: Pick<Samples, "query">,
  watch: string,
  more: readonly string[],
  span: { readonly fromMs: number; readonly toMs: number },
): ChartView[] {
  const known = new Set(usual.flatMap(({ series }) => series.map(({ metric }) => metric)));
  const own = [...new Set(more)].filter((metric) => !known.has(metric)).map(ownChart);
  return [...usual, ...own].flatMap((choice) => {
    const points = choice.series.map(({ metric }) => samples.query(watch, metric, span).points);
    const kept = choice.series.map((_, index) => (points[index]?.length ?? 0) > 0);
    if (!kept.includes(true)) return [];
    return {
      ...choice,
      series: choice.series.filter((_, index) => kept[index]),
      points: points.filter((_, index) => kept[index]),
    };
  });
}

/** A metric that the configuration names, in the unit that its name tells. */
function ownChart(metric: string): ChartChoice {
  if (isCounter(metric))
    return { name: metric, unit: "/min", series: [mean("rate", metric, perMinute)] };
  if (metric.endsWith("_seconds"))
    return { name: metric, unit: "s", series: [mean("mean", metric, 1)] };
  if (metric.endsWith("_bytes"))
    return { name: metric, unit: "MB", series: [mean("mean", metric, 1e-6)] };
  return { name: metric, unit: "", series: [mean("mean", metric, 1)] };
}
