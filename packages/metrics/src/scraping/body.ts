import { setImmediate as nextTurn } from "node:timers/promises";
import type { Family } from "../exposition/family.ts";
import type { Section } from "./sections.ts";

/** How long the event loop may be kept, in milliseconds. */
const turnMs = 5;
/** After how many series the clock is looked at. */
const seriesPerPiece = 256;

/** Writes sections into one buffer; lets the event loop go on in between. */
export async function writeBody(
  sections: readonly Section[],
  openMetrics: boolean,
  expectedBytes: number,
): Promise<Buffer> {
  const body = new GrowingBuffer(expectedBytes);
  let turnBegan = performance.now();
  const pause = async () => {
    if (performance.now() - turnBegan < turnMs) return;
    await nextTurn();
    turnBegan = performance.now();
  };
  const separator = openMetrics ? "\n" : "\n\n";
  for (const [index, section] of sections.entries()) {
    if (index > 0) body.write(separator);
    if (typeof section === "string") {
      body.write(section);
      await pause();
      continue;
    }
    const family = section();
    body.write(family.head);
    for (const { text, left } of pieces(family)) {
      const bytes = body.write(text);
      body.reserve((bytes / seriesPerPiece) * left);
      await pause();
    }
  }
  body.write(openMetrics ? `${sections.length > 0 ? "\n" : ""}# EOF\n` : "\n");
  return body.written();
}

/** The text of so many series, and how many are left. */
function* pieces(family: Family): Generator<{ readonly text: string; readonly left: number }> {
  for (let from = 0; from < family.size; from += seriesPerPiece) {
    const to = Math.min(from + seriesPerPiece, family.size);
    yield { text: family.lines(from, to), left: family.size - to };
  }
}

/** Text as UTF-8 in one piece of memory, which is made anew when it is full. */
class GrowingBuffer {
  #buffer: Buffer;
  #length = 0;

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(expectedBytes, 4096));
  }

  /** Returns how many bytes were written. */
  write(text: string): number {
    const free = this.#buffer.length - this.#length;
    // A UTF-16 unit takes 3 bytes at most; they are counted only where that may be too much.
    if (text.length * 3 > free) {
      const bytes = Buffer.byteLength(text);
      if (bytes > free) this.#grow(this.#length + bytes);
    }
    const written = this.#buffer.write(text, this.#length);
    this.#length += written;
    return written;
  }

  /** Makes room for that much more, or a little over: one large copy instead of several. */
  reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed > this.#buffer.length) this.#grow(Math.ceil(needed * 1.1));
  }

  written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
