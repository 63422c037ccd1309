/** What the program is told to write. */
export interface Task {
  readonly folder: string;
  readonly count: number;
  /** After so many lines the event loop gets its turn. */
  readonly linesPerTurn: number;
  readonly maxSizeMb: number;
  readonly maxBackups: number;
}

/** What the program prints at its end. */
export interface Report {
  readonly lines: number;
  readonly dropped: number;
  readonly problems: readonly string[];
}
