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

export interface MetricsStats {
  /** Label sets by metric. */
  readonly series: Readonly<Record<string, number>>;
  /** Samples recorded as `__overflow__`, by metric. */
  readonly overflowed: Readonly<Record<string, number>>;
  /** Samples refused because their value or labels made no sense. */
  readonly refused: number;
  /** Metrics that have reached half of their limit, the fullest first. */
  readonly exploding: readonly ExplodingMetric[];
}

export function statsOf(instruments: ReadonlyMap<string, InstrumentStats>): MetricsStats {
  const all = [...instruments];
  return {
    series: Object.fromEntries(all.map(([metric, { series }]) => [metric, series])),
    overflowed: Object.fromEntries(
      all.filter(([, stats]) => stats.overflowed > 0).map(([m, stats]) => [m, stats.overflowed]),
    ),
    refused: all.reduce((sum, [, { refused }]) => sum + refused, 0),
    exploding: all.flatMap(exploding).sort((a, b) => b.series / b.limit - a.series / a.limit),
  };
}

function exploding([metric, stats]: readonly [string, InstrumentStats]): ExplodingMetric[] {
  const { series, limit } = stats;
  if (series < 2 || series < limit / 2) return [];
  const widest = stats.widestLabel();
  return widest ? [{ metric, ...widest, series, limit }] : [];
}
