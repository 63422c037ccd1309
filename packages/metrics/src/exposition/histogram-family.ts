import type { Exemplar } from "../exemplar.ts";
import type { Series } from "../series/series.ts";
import type { SeriesTable } from "../series/series-table.ts";
import type { Family, FamilyFormat, FamilyNames } from "./family.ts";
import { LabelWriter } from "./label-writer.ts";
import { exemplarText, familyHead, valueText } from "./text.ts";

interface BucketSeries extends Series {
  readonly sum: number;
  readonly count: number;
  readonly counts: readonly number[];
  readonly exemplars: readonly (Exemplar | undefined)[] | undefined;
}

/** The beginnings of a series' lines: with labels to follow, and whole where it has none. */
interface Beginnings {
  readonly buckets: readonly string[];
  /** Undefined where sum and count must not be written. */
  readonly sum: string | undefined;
  readonly count: string;
}

/** Histogram: a line per bucket, then `_sum` and `_count`, per series. */
export class HistogramFamily<S extends BucketSeries> implements Family {
  readonly head: string;
  readonly size: number;
  readonly #list: readonly S[];
  readonly #table: SeriesTable<S>;
  readonly #labels: LabelWriter;
  readonly #openMetrics: boolean;
  readonly #labelled: Beginnings;
  readonly #bare: Beginnings;

  constructor(
    { registeredName, help }: FamilyNames,
    buckets: readonly number[],
    table: SeriesTable<S>,
    { openMetrics, defaultLabels }: FamilyFormat,
  ) {
    this.head = familyHead(registeredName, "histogram", help);
    this.#list = table.list;
    this.size = this.#list.length;
    this.#labels = new LabelWriter(defaultLabels);
    this.#openMetrics = openMetrics;
    // OpenMetrics forbids a sum that may go down, and a count without a sum:
    // https://prometheus.io/docs/specs/om/open_metrics_spec/#histogram
    const hasSum = !(openMetrics && buckets.some((bound) => bound < 0));
    const bounds = [...buckets.map(String), "+Inf"];
    const beginnings = (bucketEnd: string, plainEnd: string): Beginnings => ({
      buckets: bounds.map((bound) => `\n${registeredName}_bucket{le="${bound}"${bucketEnd}`),
      sum: hasSum ? `\n${registeredName}_sum${plainEnd}` : undefined,
      count: `\n${registeredName}_count${plainEnd}`,
    });
    this.#labelled = beginnings(",", "{");
    this.#bare = beginnings("} ", " ");
    this.#table = table;
  }

  lines(from: number, to: number): string {
    // Each time: a scrape of another registry may have come in between.
    this.#table.textsFor(this.#labels.defaults);
    let text = "";
    for (let index = from; index < to; index++) {
      const series = this.#list[index] as S;
      if (series.live) text += this.#linesOf(series);
    }
    return text;
  }

  #linesOf(series: S): string {
    series.text ??= this.#labelText(series);
    const labels = series.text;
    const { buckets, sum, count } = labels === "" ? this.#bare : this.#labelled;
    const { counts } = series;
    const exemplars = this.#openMetrics ? series.exemplars : undefined;
    let text = "";
    let cumulated = 0;
    for (let bucket = 0; bucket < buckets.length; bucket++) {
      cumulated = bucket < counts.length ? cumulated + (counts[bucket] as number) : series.count;
      text += buckets[bucket] + labels + cumulated;
      const exemplar = exemplars?.[bucket];
      if (exemplar) text += exemplarText(exemplar);
    }
    if (sum === undefined || (this.#openMetrics && series.sum < 0)) return text;
    return text + sum + labels + valueText(series.sum) + count + labels + series.count;
  }

  /** `a="x"} `, or nothing where there is no label. Flat: a rope would keep its parts for ever. */
  #labelText({ labels }: Series): string {
    const text = this.#labels.defaultsFirst(labels);
    return text === "" ? "" : [text, "} "].join("");
  }
}
