import { randomFillSync } from "node:crypto";

const poolBytes = 2048;
const traceIdBytes = 16;
const spanIdBytes = 8;

/** What the trace-id ratio of a new trace is compared with: 0 to 2^32 - 1, even. */
export interface NewTraceId {
  readonly traceId: string;
  readonly chance: number;
}

/**
 * Ids out of a pool of random bytes, made into text all at once: a call for each would cost more
 * than the rest of a span. The pool is small, for each id keeps the text of its whole pool alive.
 */
export class IdPool {
  readonly #bytes = Buffer.allocUnsafeSlow(poolBytes);
  readonly #numbers = new DataView(this.#bytes.buffer);
  #text = "";
  #at = poolBytes;

  spanId(): string {
    const at = this.#take(spanIdBytes);
    const id = this.#text.slice(2 * at, 2 * (at + spanIdBytes));
    // All zeros means "no span" to everybody else.
    return id === "0000000000000000" ? this.spanId() : id;
  }

  /** A trace id, and the figure that the OpenTelemetry SDK's ratio sampler makes of it. */
  traceId(): NewTraceId {
    const at = this.#take(traceIdBytes);
    const numbers = this.#numbers;
    const one = numbers.getUint32(at);
    const two = numbers.getUint32(at + 4);
    const three = numbers.getUint32(at + 8);
    const four = numbers.getUint32(at + 12);
    if ((one | two | three | four) === 0) return this.traceId();
    return {
      traceId: this.#text.slice(2 * at, 2 * (at + traceIdBytes)),
      chance: (one ^ two ^ three ^ four) >>> 0,
    };
  }

  #take(count: number): number {
    if (this.#at + count > poolBytes) {
      randomFillSync(this.#bytes);
      this.#text = this.#bytes.toString("hex");
      this.#at = 0;
    }
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
