/** What the watched thread and the watcher share, so that one can tell how the other does. */
export interface Pulse {
  /** When the last beat was, on the clock of `process.hrtime`, and how long the loop had idled by then. */
  readonly times: BigInt64Array;
  readonly flags: Int32Array;
}

export interface Beat {
  readonly atMs: number;
  /** Time spent idle since the process began, in milliseconds. */
  readonly idleMs: number;
}

/** Indices of `flags`. */
export const flag = {
  /** How many sessions the watcher has with the watched thread. */
  asking: 0,
  /** 1 when the watched thread is ending: no more sessions. */
  closing: 1,
  /** 1 while somebody may debug the program. */
  debugged: 2,
} as const;

const at = 0;
const idle = 1;

export const pulseBytes = 32;

export const pulseOf = (memory: SharedArrayBuffer): Pulse => ({
  times: new BigInt64Array(memory, 0, 2),
  flags: new Int32Array(memory, 16, 3),
});

/** Milliseconds of the clock that all threads share. */
export const steadyMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export function writeBeat({ times }: Pulse, idleMs: number): void {
  // In this order: who sees the new time sees the new idleness too.
  Atomics.store(times, idle, BigInt(Math.round(idleMs * 1e6)));
  Atomics.store(times, at, process.hrtime.bigint());
}

export const readBeat = ({ times }: Pulse): Beat => ({
  atMs: Number(Atomics.load(times, at)) / 1e6,
  idleMs: Number(Atomics.load(times, idle)) / 1e6,
});
