/** What the server of this soak is told. */
export interface ServerTask {
  /** How long it publishes. */
  readonly seconds: number;
}

/** What the server prints once it listens. */
export interface Listening {
  readonly port: number;
}

/** Clients of one process. */
export interface ClientsTask {
  readonly port: number;
  readonly websockets: number;
  readonly streams: number;
  /** Of both kinds, some that stop to read once they were greeted. */
  readonly stalledWebsockets: number;
  readonly stalledStreams: number;
}

/** What a process of clients prints after the last event. */
export interface ClientsReport {
  readonly events: number;
  readonly ticks: number;
  /** How many different messages of ticks there were: late ones may have become one. */
  readonly tickMessages: number;
  /** Clients that the last event did not come to. */
  readonly unfinished: number;
  /** Events with another number than the next one. */
  readonly outOfOrder: number;
  /** Messages that differ from what other clients got. */
  readonly different: number;
  /** Delays between an event or tick and its arrival: milliseconds and how often. */
  readonly delays: readonly (readonly [ms: number, count: number])[];
}

/** What the server answers when it is asked to end. */
export interface ServerReport {
  readonly published: number;
  readonly bytesPerSecond: number;
  readonly cpuSeconds: number;
  /** The event loop's longest standstill. */
  readonly longestBlockMs: number;
  /** Before there was a client, with all of them, at most, and at the end. */
  readonly rssMb: {
    readonly start: number;
    readonly connected: number;
    readonly peak: number;
    readonly end: number;
  };
  readonly dropped: Readonly<Record<string, number>>;
  /** How long it took to say goodbye to everybody. */
  readonly closeMs: number;
}

/** The end of what is published. */
export const lastType = "last";
