import type { HistogramSeries } from "./histogram-series.ts";
import type { MetricValues } from "./instrument.ts";

/** A histogram's values as prom-client's writer wants them: `le` apart from the series' labels. */
export function bucketValues(
  name: string,
  buckets: readonly number[],
  all: readonly HistogramSeries[],
) {
  const values = [];
  for (const { labels: sharedLabels, sum, count, counts, exemplars } of all) {
    let cumulated = 0;
    const metricName = `${name}_bucket`;
    for (const [index, le] of buckets.entries()) {
      cumulated += counts[index] as number;
      const exemplar = exemplars?.[index] ?? null;
      values.push({ labels: { le }, sharedLabels, value: cumulated, metricName, exemplar });
    }
    const exemplar = exemplars?.[buckets.length] ?? null;
    values.push(
      { labels: { le: "+Inf" }, sharedLabels, value: count, metricName, exemplar },
      { labels: {}, sharedLabels, value: sum, metricName: `${name}_sum`, exemplar: undefined },
      { labels: {}, sharedLabels, value: count, metricName: `${name}_count`, exemplar: undefined },
    );
  }
  return values;
}

/** The same with all labels in one object, new ones that whoever reads them may change. */
export function splayed(metric: MetricValues): MetricValues {
  const values = (metric.values as unknown as ReturnType<typeof bucketValues>).map(
    ({ labels, sharedLabels, ...rest }) => ({ ...rest, labels: { ...labels, ...sharedLabels } }),
  );
  return { ...metric, values } as unknown as MetricValues;
}
