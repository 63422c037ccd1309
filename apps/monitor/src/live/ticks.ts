/** One of the rows of a `ticks` message. */
export interface Tick {
  readonly type: string;
  readonly key: string;
  /** When it was published: an event with a later `at` knows better. */
  readonly at: string;
  readonly data: unknown;
}

/** Rows that wait for the next message, the last one of each type and key. */
export interface Ticks {
  /** @throws {TypeError} Its data can't be written as JSON. */
  add(tick: Tick): void;
  /** All that wait, as JSON, which wait no longer. */
  take(): readonly string[];
}

/** Collects what supersedes itself, so that clients get the last word only. */
export function createTicks(): Ticks {
  let waiting = new Map<string, string>();
  return {
    add(tick) {
      // Written out now: what it stands for may change, and who publishes learns that it can't be.
      waiting.set(`${tick.type}\n${tick.key}`, JSON.stringify(tick));
    },
    take() {
      const taken = [...waiting.values()];
      waiting = new Map();
      return taken;
    },
  };
}
