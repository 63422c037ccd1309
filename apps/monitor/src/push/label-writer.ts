import type { Label } from "../exposition/sample-line.ts";
import { escaped } from "../exposition/series-set.ts";
import type { Grouping } from "./grouping.ts";
import { InconsistentPush } from "./inconsistent-push.ts";

/** How the labels of samples with the same names become those of a series. */
interface Layout {
  /** What comes before the value of a label, and the place of that label in the sample. */
  readonly slots: readonly { readonly before: string; readonly place: number }[];
  readonly end: string;
  /** Whether other labels can become the same: some give way to the group's, or are as if absent. */
  readonly isLossy: boolean;
}

/**
 * Writes the labels of the series of a family, with those of the group in place of samples' own,
 * sorted by name, and always with an `instance`, or Prometheus would add its own. Samples mostly
 * have the names of the one before, for which everything is laid out already.
 */
export class LabelWriter {
  readonly #grouping: Grouping;
  readonly #part: string | undefined;
  #known: readonly Label[] = [];
  #layout: Layout;

  /** @param part the label that tells the parts of a series apart, and is left out. */
  constructor(grouping: Grouping, part?: string) {
    this.#grouping = grouping;
    this.#part = part;
    this.#layout = this.#layoutOf(this.#known);
  }

  /** @throws {InconsistentPush} A label has a reserved name. */
  write(labels: readonly Label[]): string {
    const { slots, end } = this.#layoutFor(labels);
    let text = "";
    for (const { before, place } of slots) text += before + escaped(labels[place]?.value ?? "");
    return text + end;
  }

  /** What tells samples apart that `write` makes the same; empty where it does no such thing. */
  ownKey(labels: readonly Label[]): string {
    if (!this.#layoutFor(labels).isLossy) return "";
    return labels
      .filter(({ name }) => name !== this.#part)
      .map(({ name, value }) => `${name}=${value.length}:${value}`)
      .sort()
      .join();
  }

  #layoutFor(labels: readonly Label[]): Layout {
    if (!haveSameNames(labels, this.#known)) {
      this.#layout = this.#layoutOf(labels);
      this.#known = labels;
    }
    return this.#layout;
  }

  #layoutOf(labels: readonly Label[]): Layout {
    const pairs: { name: string; place?: number; text?: string }[] = Object.entries(
      this.#grouping,
    ).map(([name, value]) => ({ name, text: escaped(value) }));
    let isLossy = false;
    for (const [place, { name }] of labels.entries()) {
      if (name.startsWith("__"))
        throw new InconsistentPush(`the label "${name}" begins with "__", which is reserved`);
      if (name === this.#part) continue;
      const isOfGroup = Object.hasOwn(this.#grouping, name);
      if (isOfGroup || name === "instance") isLossy = true;
      if (!isOfGroup) pairs.push({ name, place });
    }
    if (!pairs.some(({ name }) => name === "instance")) pairs.push({ name: "instance", text: "" });
    pairs.sort((a, b) => (a.name < b.name ? -1 : 1));

    const slots: { before: string; place: number }[] = [];
    let written = "";
    for (const [index, { name, place, text }] of pairs.entries()) {
      written += `${index === 0 ? "" : ","}${name}="`;
      if (place === undefined) written += text;
      else {
        slots.push({ before: written, place });
        written = "";
      }
      written += '"';
    }
    return { slots, end: written, isLossy };
  }
}

function haveSameNames(a: readonly Label[], b: readonly Label[]): boolean {
  if (a.length !== b.length) return false;
  for (let place = 0; place < a.length; place++)
    if (a[place]?.name !== b[place]?.name) return false;
  return true;
}
