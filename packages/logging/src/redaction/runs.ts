import { runEnd } from "./characters.ts";

/** The end of the run of one class of characters that begins at an index. */
export type RunEnd = (text: string, from: number) => number;

/** Knows how far runs reach, so that none is walked again from each of its characters. */
export interface Runs {
  /** A function that remembers the last long run of a class. */
  endOf(mask: number): RunEnd;
  /** To be called before another text is asked about. */
  forget(): void;
}

/** A shorter run costs no more to walk again than to remember. */
const long = 32;

export function createRuns(): Runs {
  const spans: { from: number; end: number }[] = [];
  let isEmpty = true;
  return {
    endOf(mask) {
      const span = { from: 0, end: 0 };
      spans.push(span);
      return (text, from) => {
        if (from < span.end && from >= span.from) return span.end;
        const end = runEnd(text, from, mask);
        if (end - from > long) {
          span.from = from;
          span.end = end;
          isEmpty = false;
        }
        return end;
      };
    },
    forget() {
      if (isEmpty) return;
      for (const span of spans) span.end = 0;
      isEmpty = true;
    },
  };
}
