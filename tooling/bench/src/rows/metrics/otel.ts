import type { Attributes } from "@opentelemetry/api";
import {
  DataPointType,
  MeterProvider,
  type MetricData,
  MetricReader,
} from "@opentelemetry/sdk-metrics";
import { bucketBounds, counterConfig, histogramConfig } from "./instruments.ts";

/** OpenTelemetry's SDK with the same buckets, and room for as many series. */
export function openOtel(maxSeriesPerMetric = 2000) {
  const reader = new PullReader();
  const provider = new MeterProvider({
    readers: [reader],
    // Its limit counts the series for the overflow, too.
    views: [{ instrumentName: "*", aggregationCardinalityLimit: maxSeriesPerMetric + 1 }],
  });
  const meter = provider.getMeter("bench");
  return {
    counter: meter.createCounter(counterConfig.name),
    histogram: meter.createHistogram(histogramConfig.name, {
      advice: { explicitBucketBoundaries: bucketBounds },
    }),
    lines: async () => (await reader.metricData()).flatMap(linesOf).sort(),
    /** What an exporter begins with; there is no text in it. */
    collect: () => reader.metricData(),
  };
}

class PullReader extends MetricReader {
  async metricData(): Promise<MetricData[]> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  }
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

function linesOf(metric: MetricData): string[] {
  const { name } = metric.descriptor;
  if (metric.dataPointType === DataPointType.SUM)
    return metric.dataPoints.map(
      ({ attributes, value }) => `${name}{${labels(attributes)}} ${value}`,
    );
  if (metric.dataPointType !== DataPointType.HISTOGRAM) throw new Error(`${name}: unexpected type`);
  return metric.dataPoints.flatMap(({ attributes, value }) => {
    const own = labels(attributes);
    let below = 0;
    const buckets = value.buckets.counts.map((count, index) => {
      below += count;
      return `${name}_bucket{le="${value.buckets.boundaries[index] ?? "+Inf"}",${own}} ${below}`;
    });
    return [...buckets, `${name}_sum{${own}} ${value.sum}`, `${name}_count{${own}} ${value.count}`];
  });
}

const labels = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");
