/** A sample as prom-client's writer takes it. */
interface Sample {
  readonly metricName?: string;
  readonly labels?: { readonly le?: unknown; readonly quantile?: unknown };
  readonly value: number;
}

/**
 * Leaves out what OpenMetrics forbids where values were negative: quantiles below zero, a sum that
 * may fall, and the count of a histogram without a sum.
 * https://prometheus.io/docs/specs/om/open_metrics_spec/#histogram
 */
export function allowedSamples<S extends Sample>(type: unknown, samples: readonly S[]): S[] {
  if (type !== "histogram" && type !== "summary") return [...samples];
  const isHistogram = type === "histogram";
  const mayFall = isHistogram && samples.some(({ labels }) => Number(labels?.le) < 0);
  // A series' sum is written right before its count.
  let hasSum = true;
  return samples.filter(({ metricName, labels, value }) => {
    if (labels?.quantile !== undefined) return !(value < 0);
    if (metricName?.endsWith("_sum")) {
      hasSum = !mayFall && !(value < 0);
      return hasSum;
    }
    return hasSum || !isHistogram || !metricName?.endsWith("_count");
  });
}
