/** What the server of this soak is told. */
export interface Task {
  /** Counters' label sets. */
  readonly series: number;
}

/** What the server prints once it listens. */
export interface Listening {
  readonly port: number;
}

/** What the server answers when it is asked to end. */
export interface Report {
  readonly increments: number;
  /** The event loop's longest standstill, in milliseconds. */
  readonly longestBlockMs: number;
  /** How often the metrics were collected and rendered. */
  readonly renders: number;
  readonly mostRendersAtOnce: number;
}
