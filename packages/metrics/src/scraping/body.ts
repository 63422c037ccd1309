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
    for (const piece of pieces(family)) {
      body.write(piece);
      await pause();
    }
  }
  body.write(openMetrics ? `${sections.length > 0 ? "\n" : ""}# EOF\n` : "\n");
  return body.written();
}

function* pieces(family: Family): Generator<string> {
  for (let from = 0; from < family.size; from += seriesPerPiece)
    yield family.lines(from, Math.min(from + seriesPerPiece, family.size));
}

/** Text as UTF-8 in one piece of memory, which is made anew when it is full. */
class GrowingBuffer {
  #buffer: Buffer;
  #length = 0;

  constructor(expectedBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(expectedBytes, 4096));
  }

  write(text: string): void {
    const free = this.#buffer.length - this.#length;
    // A UTF-16 unit takes 3 bytes at most; they are counted only where that may be too much.
    if (text.length * 3 > free) {
      const bytes = Buffer.byteLength(text);
      if (bytes > free) this.#grow(this.#length + bytes);
    }
    this.#length += this.#buffer.write(text, this.#length);
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
