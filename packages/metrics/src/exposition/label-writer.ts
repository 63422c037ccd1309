import type { Labels } from "../labels.ts";
import { escapedValue } from "./text.ts";

/** Writes labels as `a="x",b="y"`, with the default labels that the series does not have itself. */
export class LabelWriter {
  /** Whole, to tell whether texts were made with the same default labels. */
  readonly defaults: string;
  readonly #defaults: readonly (readonly [name: string, text: string])[];

  constructor(defaultLabels: Readonly<Record<string, unknown>>) {
    this.#defaults = Object.entries(defaultLabels).map(([name, value]) => [
      name,
      `${name}="${escapedValue(value)}"`,
    ]);
    this.defaults = this.#defaults.map(([, text]) => text).join();
  }

  /** The series' own labels, then the defaults. */
  ownFirst(labels: Labels): string {
    return joined(own(labels), this.#missingIn(labels));
  }

  /** The defaults, then the series' own labels. */
  defaultsFirst(labels: Labels): string {
    return joined(this.#missingIn(labels), own(labels));
  }

  #missingIn(labels: Labels): string {
    let text = "";
    for (const [name, label] of this.#defaults)
      if (!Object.hasOwn(labels, name)) text = joined(text, label);
    return text;
  }
}

// Written once per series, and most of what a first scrape takes: nothing is made but the text.
function own(labels: Labels): string {
  let text = "";
  for (const name in labels) {
    if (text !== "") text += ",";
    text += `${name}="${escapedValue(labels[name])}"`;
  }
  return text;
}

const joined = (first: string, second: string) =>
  first === "" || second === "" ? first + second : `${first},${second}`;
