import type { Labels } from "../labels.ts";

/** One label set of a metric, with what was recorded under it. */
export abstract class Series {
  /** A copy of the labels it was made with. */
  readonly labels: Labels;
  /** Its labels as they are written, made at the first scrape. */
  text: string | undefined = undefined;
  /** False once it was removed: whoever kept it has to look again. */
  live = true;

  constructor(labels: Labels) {
    this.labels = labels;
  }
}
