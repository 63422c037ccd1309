import type { Labels } from "../labels.ts";

/** One label set of a metric, with what was recorded under it. */
export abstract class Series {
  /** A copy of the labels it was made with. */
  readonly labels: Labels;
  /** Its labels as they are written, made at the first scrape; null once it was removed. */
  text: string | undefined | null = undefined;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** False once it was removed: whoever kept it has to look again. */
  get live(): boolean {
    return this.text !== null;
  }

  retire(): void {
    this.text = null;
  }
}
