/** A long run that ends with figures and a verdict. */
export interface Soak {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly shows: string;
  /** What a full run takes; `--count` takes its place. */
  readonly count: number;
  /** What is counted, for example `lines per cell`. */
  readonly unit: string;
  /**
   * Runs to the end and leaves nothing behind: no child, no file.
   *
   * @throws the reason of `signal`, soon after it is aborted.
   */
  run(count: number, options: SoakOptions): Promise<SoakResult>;
}

export interface SoakOptions {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Told what runs now; shown on a terminal only. */
  readonly progress: (step: string) => void;
}

export interface SoakResult {
  /** The figures: a table, and below it what is wrong, if anything is. */
  readonly text: string;
  /** The figures in a few words, for example `15 of 15 complete`. */
  readonly verdict: string;
  /** Whether the run shows what it is there to show. */
  readonly isShown: boolean;
}
