import type { LiveMessage } from "./message.ts";

/** The last events, numbered without a gap. */
export interface History {
  /** Number of the newest event; 0 before the first. */
  readonly newest: number;
  readonly events: number;
  readonly bytes: number;
  /** Takes the event with the number after `newest`; the oldest make room. */
  add(message: LiveMessage): void;
  /** What came after an event, or undefined where that isn't known any more. */
  after(number: number): readonly LiveMessage[] | undefined;
}

/** Keeps as many of the last events as fit both limits. */
export function createHistory({
  maxEvents,
  maxBytes,
}: {
  readonly maxEvents: number;
  readonly maxBytes: number;
}): History {
  const kept: LiveMessage[] = [];
  let newest = 0;
  let bytes = 0;
  return {
    get newest() {
      return newest;
    },
    get events() {
      return kept.length;
    },
    get bytes() {
      return bytes;
    },
    add(message) {
      kept.push(message);
      newest += 1;
      bytes += message.frame.length;
      while (kept.length > maxEvents || bytes > maxBytes) bytes -= kept.shift()?.frame.length ?? 0;
    },
    after(number) {
      const missed = newest - number;
      if (missed < 0 || missed > kept.length) return undefined;
      return kept.slice(kept.length - missed);
    },
  };
}
