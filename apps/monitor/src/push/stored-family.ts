import type { FamilyType } from "../exposition/comment-line.ts";
import { partLabel, roleOf } from "../exposition/family-rules.ts";
import type { ExpositionFamily } from "../exposition/parse-exposition.ts";
import type { ExpositionSample } from "../exposition/sample-line.ts";
import { sampleValue } from "../exposition/sample-value.ts";
import { escaped } from "../exposition/series-set.ts";
import type { Grouping } from "./grouping.ts";
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

/** A push that can be read, but not served beside what is there. */
export class InconsistentPush extends Error {
  override readonly name = "InconsistentPush";
}

// What they take besides their texts: entries of maps and lists. Measured on Node 20, rounded up.
const bytesPerFamily = 300;
const bytesPerSeries = 150;

/** Makes what a group keeps. */
export interface FamilyStorer {
  /** The labels of a series that has none but those of the group. */
  readonly ownLabels: string;
  /** The labels of the group replace those that samples have of the same name. @throws {InconsistentPush} */
  readonly store: (family: ExpositionFamily) => StoredFamily;
}

export function familyStorer(grouping: Grouping): FamilyStorer {
  const ofGroup = Object.entries(grouping).map(([name, value]) => labelPair(name, value));
  const names = new Set(Object.keys(grouping));

  /** Sorted by name, and always with an `instance`, or Prometheus would add its own. */
  const labelText: LabelText = (labels, part) => {
    const pairs = [...ofGroup];
    let hasInstance = names.has("instance");
    for (const { name, value } of labels) {
      if (name.startsWith("__"))
        throw new InconsistentPush(`the label "${name}" begins with "__", which is reserved`);
      if (name === part || names.has(name)) continue;
      if (name === "instance") hasInstance = true;
      pairs.push(labelPair(name, value));
    }
    if (!hasInstance) pairs.push(labelPair("instance", ""));
    return pairs
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ text }) => text)
      .join(",");
  };

  const store = (family: ExpositionFamily): StoredFamily => {
    const { name, type, help, samples } = family;
    for (const sample of samples)
      if (sample.timestampMs !== undefined)
        throw new InconsistentPush(`${sample.name} has a time; pushed samples must have none`);
    const part = partLabel(type);
    const texts =
      part === undefined ? plainTexts(family, labelText) : partedTexts(family, part, labelText);
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
  };
  return { ownLabels: labelText([]), store };
}

type LabelText = (labels: ExpositionSample["labels"], part?: string) => string;

/** The line of each series of a counter, gauge or untyped metric, by its labels. */
function plainTexts(
  { name, samples }: ExpositionFamily,
  labelText: LabelText,
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const sample of samples) {
    const labels = labelText(sample.labels);
    if (texts.has(labels)) throw twice(name, labels);
    texts.set(labels, `${name}{${labels}} ${valueText(sample.value)}\n`);
  }
  return texts;
}

interface Parts {
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
  labelText: LabelText,
): Map<string, string> {
  const parts = new Map<string, Parts>();
  for (const sample of samples) {
    const labels = labelText(sample.labels, part);
    const ofSeries: Parts = parts.get(labels) ?? { bounds: new Map() };
    parts.set(labels, ofSeries);
    const role = roleOf(sample.name, name, type);
    if (role === "sum" || role === "count") {
      if (ofSeries[role] !== undefined) throw twice(sample.name, labels);
      ofSeries[role] = sample.value;
      continue;
    }
    const written = sample.labels.find((label) => label.name === part)?.value ?? "";
    const bound = boundText(sampleValue(written, 0, written.length) ?? Number.NaN);
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

function twice(name: string, labels: string): InconsistentPush {
  return new InconsistentPush(
    `${name}{${labels}} is there twice, once the labels of the group are in place`,
  );
}

function labelPair(name: string, value: string): { readonly name: string; readonly text: string } {
  return { name, text: `${name}="${escaped(value)}"` };
}

/** A text of its own: a part of the body would keep the whole body in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}
