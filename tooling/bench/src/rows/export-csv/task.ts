/** One way to turn pages of JSON into a CSV file. */
export type Side =
  | "ours"
  /** As a stream, one row after the other. */
  | "csv-stringify"
  /** A page at once. */
  | "csv-stringify/sync"
  | "fast-csv"
  | "arrays and join"
  | "limit";

export const sides: readonly Side[] = [
  "ours",
  "csv-stringify",
  "csv-stringify/sync",
  "fast-csv",
  "arrays and join",
  "limit",
];

export interface Task {
  readonly side: Side;
  /** A page of JSON per line, as Trakt sends ratings. */
  readonly pages: string;
  readonly csv: string;
}

export interface Measured {
  readonly rows: number;
  readonly nanoseconds: number;
  /** Most that was resident at once, in bytes. */
  readonly rss: number;
}
