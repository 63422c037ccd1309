import { Ring, type Slot } from "./ring.ts";

/** One point of a chart. */
export interface SamplePoint {
  /** Begin of the time it stands for, ISO 8601. */
  readonly at: string;
  readonly mean: number;
  readonly max: number;
}

/** What a chart shows: points in order, the older ones for longer times each. */
export interface SampleSeries {
  readonly metric: string;
  readonly points: readonly SamplePoint[];
}

/** Where coarser samples go, to outlive the process. */
export interface SampleArchive {
  add(watch: string, metric: string, tier: number, slot: Slot): void;
  between(watch: string, metric: string, tier: number, from: number, to: number): readonly Slot[];
  metrics(watch: string): readonly string[];
}

/** Values over time, kept finely for an hour and more coarsely for longer. */
export interface Samples {
  /** Takes a value that is what it is, such as bytes of memory. */
  gauge(watch: string, metric: string, value: number): void;
  /** Takes the value of a counter; kept is its growth per second. */
  counter(watch: string, metric: string, value: number): void;
  metrics(watch: string): readonly string[];
  /** @throws {RangeError} for a time span that is none. */
  query(watch: string, metric: string, span: SampleSpan): SampleSeries;
  /** Series in memory. */
  readonly size: number;
}

/** From when to when, in milliseconds since 1970. */
export interface SampleSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Length of a slot in milliseconds and how many are kept: an hour, a day, 31 days. */
export const tiers = [
  { stepMs: 15_000, slots: 240 },
  { stepMs: 300_000, slots: 288 },
  { stepMs: 7_200_000, slots: 372 },
] as const;

interface Series {
  readonly rings: readonly Ring[];
  /** Of a counter: what it was and when. */
  former?: { readonly value: number; readonly atMs: number };
}

/** Makes an empty collection. At most `maxSeries` are kept; a value of a further one is left out. */
export function createSamples({
  now,
  archive,
  maxSeries = 100_000,
}: {
  readonly now: () => number;
  readonly archive?: SampleArchive | undefined;
  readonly maxSeries?: number;
}): Samples {
  const watches = new Map<string, Map<string, Series>>();
  let size = 0;

  const seriesOf = (watch: string, metric: string): Series | undefined => {
    let ofWatch = watches.get(watch);
    if (!ofWatch) {
      ofWatch = new Map();
      watches.set(watch, ofWatch);
    }
    let series = ofWatch.get(metric);
    if (series || size >= maxSeries) return series;
    // With an archive the coarser ones need to remember the current slot only.
    const rings = tiers.map(({ slots }, tier) => new Ring(archive && tier > 0 ? 2 : slots));
    series = { rings };
    ofWatch.set(metric, series);
    size += 1;
    return series;
  };

  const add = (watch: string, metric: string, series: Series, value: number) => {
    const nowMs = now();
    for (const [tier, { stepMs }] of tiers.entries()) {
      const complete = series.rings[tier]?.add(Math.floor(nowMs / stepMs), value);
      if (complete && tier > 0) archive?.add(watch, metric, tier, complete);
    }
  };

  return {
    get size() {
      return size;
    },
    gauge(watch, metric, value) {
      // Kept in single precision.
      if (!Number.isFinite(Math.fround(value))) return;
      const series = seriesOf(watch, metric);
      if (series) add(watch, metric, series, value);
    },
    counter(watch, metric, value) {
      if (!Number.isFinite(value)) return;
      const series = seriesOf(watch, metric);
      if (!series) return;
      const { former } = series;
      const atMs = now();
      series.former = { value, atMs };
      // The first value says nothing of a rate, and a smaller one that the program began anew.
      if (!former || value < former.value || atMs <= former.atMs) return;
      const perSecond = ((value - former.value) * 1_000) / (atMs - former.atMs);
      if (Number.isFinite(Math.fround(perSecond))) add(watch, metric, series, perSecond);
    },
    metrics: (watch) => [
      ...new Set([...(watches.get(watch)?.keys() ?? []), ...(archive?.metrics(watch) ?? [])]),
    ],
    query(watch, metric, { fromMs, toMs }) {
      if (!(fromMs < toMs)) throw new RangeError("from: expected a time before to");
      const series = watches.get(watch)?.get(metric);
      const points: SamplePoint[] = [];
      let untilMs = toMs;
      for (const [tier, { stepMs }] of tiers.entries()) {
        const from = Math.ceil(fromMs / stepMs);
        // A coarser one that reaches into the finer ones would count their values twice.
        const to =
          points.length === 0 ? Math.ceil(untilMs / stepMs) - 1 : Math.floor(untilMs / stepMs) - 1;
        if (to < from) break;
        const kept = tier > 0 ? archive?.between(watch, metric, tier, from, to) : undefined;
        const recent = series?.rings[tier]?.between(from, to) ?? [];
        const slots = [...(kept ?? []).filter(({ slot }) => slot !== recent[0]?.slot), ...recent];
        const [first] = slots;
        if (first === undefined) continue;
        points.unshift(
          ...slots.map(({ slot, mean, max }) => ({
            at: new Date(slot * stepMs).toISOString(),
            mean,
            max,
          })),
        );
        untilMs = first.slot * stepMs;
      }
      return { metric, points };
    },
  };
}
