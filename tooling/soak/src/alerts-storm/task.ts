/** What is stormed, and how. */
export interface Task {
  readonly url: string;
  /** Every alert another one, or all the same. */
  readonly keys: "distinct" | "one";
  readonly seconds: number;
  /** For alerts that outlive the process; else in memory. */
  readonly folder?: string;
}

/** What came of it. */
export interface Outcome {
  readonly accepted: number;
  /** Per channel: what became of the alerts, in the order of `outcomes`. */
  readonly channels: readonly {
    readonly name: string;
    readonly delivered: number;
    readonly failed: number;
    readonly suppressed: number;
    readonly dropped: number;
    readonly queued: number;
    /** Sends that joined one that was under way, and share its outcome. */
    readonly joined: number;
  }[];
  /** How far the process grew beyond its size before, at most. */
  readonly grownMb: number;
  /** Longest time from `send` to the channel that takes at once. */
  readonly longestMs: number;
  /** Alerts per second that the process managed to send. */
  readonly perSecond: number;
}
