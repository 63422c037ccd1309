/** What one process measures. */
export type Side = "memory" | "limit" | "disk" | "one commit each" | "growth";

export interface Task {
  readonly side: Side;
  readonly count: number;
  /** Where a side that writes may write. */
  readonly folder: string;
}

export interface Measured {
  /** Nanoseconds per alert, or bytes that the process grew. */
  readonly value: number;
  /** Entries that are on record at the end. */
  readonly recorded: number;
}
