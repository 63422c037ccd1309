import type { ExpositionSample, Label } from "./sample-line.ts";

/** The series of one name that were there. A single one, which most names have, costs no key. */
class SeriesOfName {
  /** In this order their labels come in a key. */
  readonly #order: readonly Label[];
  #places: ReadonlyMap<string, number> | undefined;
  #first: string | undefined;
  #keys: Set<string> | undefined;

  constructor(labels: readonly Label[], written: string | undefined) {
    this.#order = labels;
    this.#first = this.#key(labels, written);
  }

  add(labels: readonly Label[], written: string | undefined): boolean {
    if (this.#keys === undefined) {
      this.#keys = new Set([this.#first ?? ""]);
      this.#first = undefined;
    }
    const before = this.#keys.size;
    return this.#keys.add(this.#key(labels, written)).size > before;
  }

  /** What is written already is the key where the labels come in order, as they mostly do. */
  #key(labels: readonly Label[], written: string | undefined): string {
    if (labels.length === 0) return "";
    return written !== undefined && this.#isInOrder(labels) ? written : this.#orderedKey(labels);
  }

  #isInOrder(labels: readonly Label[]): boolean {
    if (labels.length !== this.#order.length) return false;
    for (let place = 0; place < labels.length; place++)
      if (labels[place]?.name !== this.#order[place]?.name) return false;
    return true;
  }

  #orderedKey(labels: readonly Label[]): string {
    this.#places ??= new Map(this.#order.map(({ name }, place) => [name, place]));
    const places = this.#places;
    const rank = ({ name }: Label) => places.get(name) ?? places.size;
    return [...labels]
      .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
      .map(({ name, value }) => `${name}="${escaped(value)}"`)
      .join(",");
  }
}

/** The series of one family. */
export class SeriesSet {
  readonly #byName = new Map<string, SeriesOfName>();

  /**
   * Whether a series was not there yet.
   *
   * @param written its labels as the text has them, if they are written without blanks.
   */
  add({ name, labels }: ExpositionSample, written: string | undefined): boolean {
    const ofName = this.#byName.get(name);
    if (ofName !== undefined) return ofName.add(labels, written);
    this.#byName.set(name, new SeriesOfName(labels, written));
    return true;
  }
}

/** A label value as it is written between quotes. */
export function escaped(value: string): string {
  // Most have nothing to escape, and finding that out is all that they cost.
  if (!/[\\\n"]/.test(value)) return value;
  return value.replace(/[\\\n"]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}
