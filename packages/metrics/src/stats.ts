import type { CustomMetrics } from "./custom-metrics.ts";
import type { InstrumentStats } from "./instruments/instrument.ts";

/** A metric that is on its way to its limit, or there, and the label that drives it. */
export interface ExplodingMetric {
  readonly metric: string;
  /** The label with most values. */
  readonly label: string;
  readonly distinctValues: number;
  /** Label sets now, and at most. */
  readonly series: number;
  readonly limit: number;
}

/** What metrics know of themselves. */
export interface MetricsStats {
  /** Label sets by metric. */
  readonly series: Readonly<Record<string, number>>;
  /** Samples recorded as `__overflow__`, by metric. */
  readonly overflowed: Readonly<Record<string, number>>;
  /** Samples refused because their value, their labels or the name of their metric made no sense. */
  readonly refused: number;
  /** Metrics that have reached half of their limit, the fullest first. */
  readonly exploding: readonly ExplodingMetric[];
}

export function statsOf(
  instruments: readonly InstrumentStats[],
  custom: Pick<CustomMetrics, "refused">,
): MetricsStats {
  return {
    series: Object.fromEntries(instruments.map(({ metric, series }) => [metric, series])),
    overflowed: Object.fromEntries(
      instruments
        .filter(({ overflowed }) => overflowed > 0)
        .map(({ metric, overflowed }) => [metric, overflowed]),
    ),
    refused: instruments.reduce((sum, { refused }) => sum + refused, custom.refused),
    exploding: instruments
      .flatMap(exploding)
      .sort((a, b) => b.series / b.limit - a.series / a.limit),
  };
}

function exploding({ metric, series, limit, widestLabel }: InstrumentStats): ExplodingMetric[] {
  if (series < 2 || series < limit / 2) return [];
  const widest = widestLabel();
  return widest ? [{ metric, ...widest, series, limit }] : [];
}
