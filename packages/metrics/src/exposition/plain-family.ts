import type { Exemplar } from "../exemplar.ts";
import type { Series } from "../series/series.ts";
import type { SeriesTable } from "../series/series-table.ts";
import type { Family, FamilyFormat, FamilyNames } from "./family.ts";
import { LabelWriter } from "./label-writer.ts";
import { exemplarText, familyHead, valueText } from "./text.ts";

interface ValueSeries extends Series {
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}

/** Counter or gauge: one line per series. */
export class PlainFamily<S extends ValueSeries> implements Family {
  readonly head: string;
  readonly size: number;
  readonly #prefix: string;
  readonly #list: readonly S[];
  readonly #table: SeriesTable<S>;
  readonly #labels: LabelWriter;
  readonly #exemplars: boolean;

  constructor(
    { help, registeredName }: FamilyNames,
    type: "counter" | "gauge",
    sampleName: string,
    table: SeriesTable<S>,
    { openMetrics, defaultLabels }: FamilyFormat,
  ) {
    const isCounter = type === "counter";
    const name = openMetrics && isCounter ? sampleName.replace(/_total$/, "") : registeredName;
    this.head = familyHead(name, type, help);
    this.#prefix = `\n${sampleName}`;
    this.#list = table.list;
    this.size = this.#list.length;
    this.#labels = new LabelWriter(defaultLabels);
    this.#exemplars = openMetrics && isCounter;
    this.#table = table;
  }

  lines(from: number, to: number): string {
    // Each time: a scrape of another registry may have come in between.
    this.#table.textsFor(this.#labels.defaults);
    let text = "";
    for (let index = from; index < to; index++) {
      const series = this.#list[index] as S;
      if (!series.live) continue;
      series.text ??= this.#labelText(series);
      const { value } = series;
      text += this.#prefix + series.text;
      text += Number.isFinite(value) ? value : valueText(value);
      if (this.#exemplars && series.exemplar) text += exemplarText(series.exemplar);
    }
    return text;
  }

  /** `{a="x"} `, or a space where there is no label. Flat: a rope would keep its parts for ever. */
  #labelText({ labels }: Series): string {
    const text = this.#labels.ownFirst(labels);
    return text === "" ? " " : ["{", text, "} "].join("");
  }
}
