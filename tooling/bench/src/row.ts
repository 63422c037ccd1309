/** One way to do the work of a row. */
export interface Case {
  readonly name: string;
  /** `ours` is what the others are compared with; `limit` is the least possible work. */
  readonly role: "ours" | "peer" | "limit";
  /** Does the work `iterations` times, one after the other. */
  run(iterations: number): Promise<void>;
}

/** What ours is to reach: a share of a peer's time, or a time of its own. */
export type Goal = ShareGoal | TimeGoal;

/** The goal that can be relied on: the ratio of one run says the same on every machine. */
export interface ShareGoal {
  /** Name of the case that ours is divided by. */
  readonly peer: string;
  /** Ours takes at most this share of the peer's time. */
  readonly atMost: number;
}

/** For a budget that was promised in absolute words; it depends on the machine and its load. */
export interface TimeGoal {
  /** Ours takes at most so many nanoseconds per operation. */
  readonly atMostNs: number;
}

/** What both sides recorded, or where they differ. */
export interface Verdict {
  readonly summary: string;
  /** Empty when both did the same work. */
  readonly differences: readonly string[];
}

export interface OpenRow extends AsyncDisposable {
  readonly cases: readonly Case[];
}

/** One row of the benchmark: the same work, done by us and by others. */
export interface Row {
  readonly name: string;
  readonly work: string;
  readonly goals: readonly Goal[];
  /** Does the work a few times on each side and compares what came of it. Runs before any timing. */
  check(): Promise<Verdict>;
  /** Makes what is timed. */
  open(): Promise<OpenRow>;
}
