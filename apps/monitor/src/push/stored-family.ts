import type { FamilyType } from "../exposition/comment-line.ts";
import { partLabel, roleOf } from "../exposition/family-rules.ts";
import type { ExpositionFamily } from "../exposition/parse-exposition.ts";
import { sampleValue } from "../exposition/sample-value.ts";
import type { Grouping } from "./grouping.ts";
import { InconsistentPush } from "./inconsistent-push.ts";
import { LabelWriter } from "./label-writer.ts";
import { boundText, valueText } from "./sample-text.ts";

/** A family as a group keeps it: with the group's labels, ready to be served. */
export interface StoredFamily {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string | undefined;
  /** Its sample lines. */
  readonly text: string;
  /** The labels of each series as they are served, without those of its parts. */
  readonly series: readonly string[];
  /** Roughly what it takes in memory. */
  readonly bytes: number;
}

// What they take besides their texts: entries of maps and lists. Measured on Node 20, rounded up.
const bytesPerFamily = 300;
const bytesPerSeries = 150;

/**
 * A family as the group with these labels keeps it.
 *
 * @throws {InconsistentPush}
 */
export function storedFamily(family: ExpositionFamily, grouping: Grouping): StoredFamily {
  const { name, type, help, samples } = family;
  for (const sample of samples)
    if (sample.timestampMs !== undefined)
      throw new InconsistentPush(`${sample.name} has a time; pushed samples must have none`);
  const part = partLabel(type);
  const writer = new LabelWriter(grouping, part);
  const texts = part === undefined ? plainTexts(family, writer) : partedTexts(family, part, writer);
  const text = [...texts.values()].join("");
  const series = [...texts.keys()];
  const length = series.reduce((sum, labels) => sum + labels.length + bytesPerSeries, 0);
  return {
    name: copied(name),
    type,
    help: help === undefined ? undefined : copied(help),
    text,
    series,
    bytes: bytesPerFamily + Buffer.byteLength(text) + length + name.length + (help?.length ?? 0),
  };
}

/** The line of each series of a counter, gauge or untyped metric, by its labels. */
function plainTexts({ name, samples }: ExpositionFamily, writer: LabelWriter): Map<string, string> {
  const texts = new Map<string, string>();
  for (const sample of samples) {
    const labels = writer.write(sample.labels);
    if (texts.has(labels)) throw twice(name, labels);
    texts.set(labels, `${name}{${labels}} ${valueText(sample.value)}\n`);
  }
  return texts;
}

interface Parts {
  /** Of the labels as they were pushed: others that become the same are another series. */
  readonly own: string;
  /** Value by what `le` or `quantile` says. */
  readonly bounds: Map<string, number>;
  sum?: number;
  count?: number;
}

/**
 * The lines of each series of a histogram or summary, by its labels. A sum or count that is missing
 * is 0, as the Pushgateway has it, but a histogram counts what its last bucket does.
 */
function partedTexts(
  { name, type, samples }: ExpositionFamily,
  part: "le" | "quantile",
  writer: LabelWriter,
): Map<string, string> {
  const parts = new Map<string, Parts>();
  // The same few in all series.
  const boundTexts = new Map<string, string>();
  for (const sample of samples) {
    const labels = writer.write(sample.labels);
    const own = writer.ownKey(sample.labels);
    const ofSeries: Parts = parts.get(labels) ?? { own, bounds: new Map() };
    if (ofSeries.own !== own) throw twice(sample.name, labels);
    parts.set(labels, ofSeries);
    const role = roleOf(sample.name, name, type);
    if (role === "sum" || role === "count") {
      if (ofSeries[role] !== undefined) throw twice(sample.name, labels);
      ofSeries[role] = sample.value;
      continue;
    }
    const written = sample.labels.find((label) => label.name === part)?.value ?? "";
    const bound = boundTexts.get(written) ?? boundTextOf(written);
    boundTexts.set(written, bound);
    if (ofSeries.bounds.has(bound)) throw twice(sample.name, `${labels},${part}="${bound}"`);
    ofSeries.bounds.set(bound, sample.value);
  }
  const suffix = type === "histogram" ? "_bucket" : "";
  const texts = new Map<string, string>();
  for (const [labels, { bounds, sum = 0, count }] of parts) {
    const total = count ?? bounds.get("+Inf") ?? 0;
    if (type === "histogram" && !bounds.has("+Inf")) bounds.set("+Inf", total);
    const lines = [...bounds].map(
      ([bound, value]) => `${name}${suffix}{${labels},${part}="${bound}"} ${valueText(value)}\n`,
    );
    const rest = `${name}_sum{${labels}} ${valueText(sum)}\n${name}_count{${labels}} ${valueText(total)}\n`;
    texts.set(labels, lines.join("") + rest);
  }
  return texts;
}

function boundTextOf(written: string): string {
  return boundText(sampleValue(written, 0, written.length) ?? Number.NaN);
}

function twice(name: string, labels: string): InconsistentPush {
  return new InconsistentPush(
    `${name}{${labels}} is there twice, once the labels of the group are in place`,
  );
}

/** A text of its own: a part of the body would keep the whole body in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}
