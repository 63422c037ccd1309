/** One way to do the work of a row. */
export interface Case {
  readonly name: string;
  /** `ours` is what the others are compared with; `limit` is the least possible work. */
  readonly role: "ours" | "peer" | "limit";
  /** Runs before each slice and is not timed. */
  prepare?(): Promise<void>;
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
export type Row = TimedRow | FigureRow;

interface RowFace {
  readonly name: string;
  readonly work: string;
  /** Does the work a few times on each side and compares what came of it. Runs before any timing. */
  check(): Promise<Verdict>;
}

/** Nanoseconds per operation, measured by the harness. */
export interface TimedRow extends RowFace {
  readonly goals: readonly Goal[];
  /** Makes what is timed. */
  open(): Promise<OpenRow>;
}

/** Figures that take longer or are no times; the row measures them itself, in processes of its own. */
export interface FigureRow extends RowFace {
  readonly goals: readonly FigureGoal[];
  measure(progress: (step: string) => void): Promise<readonly Figure[]>;
}

export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "ns" | "bytes";
  /** By name of the side, `ours` among them; index n was measured in the same round on all sides. */
  readonly values: ReadonlyMap<string, readonly number[]>;
}

/** What a figure of ours is to be at most: a share of a peer's, or so many of its unit. */
export interface FigureGoal {
  readonly figure: string;
  readonly peer?: string;
  readonly atMost: number;
}
