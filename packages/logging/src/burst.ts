/** When messages that repeat are held back. */
export interface BurstOptions {
  /** How many lines with one message and level are written in a window; the rest are counted. */
  readonly lines: number;
  /**
   * Length of the window in milliseconds, from the first line on.
   *
   * @default 10_000
   */
  readonly windowMs?: number;
}

/** What a message was held back for, and how often. */
export interface Repetition<T> {
  readonly message: string;
  readonly level: number;
  readonly count: number;
  readonly seconds: number;
  /** Who wrote the first line of the window. */
  readonly by: T;
}

// Messages that are told apart at one time, and their length. Others are let through.
const maxMessages = 1000;
const maxLength = 1000;
/** The longest that a timer of Node waits, about 25 days. */
const longestMs = 2 ** 31 - 1;

interface Window<T> {
  readonly message: string;
  readonly level: number;
  readonly by: T;
  readonly timer: NodeJS.Timeout;
  readonly startMs: number;
  count: number;
}

/** Lets a message through so many times in a window, and then tells how often it was held back. */
export class Burst<T> {
  /** Lines held back so far. */
  held = 0;
  readonly #lines: number;
  readonly #windowMs: number;
  readonly #tell: (repetition: Repetition<T>) => void;
  readonly #windows = new Map<string, Window<T>>();

  /** @throws {RangeError} `lines` or `windowMs` is below 1. */
  constructor(
    { lines, windowMs = 10_000 }: BurstOptions,
    tell: (repetition: Repetition<T>) => void,
  ) {
    if (!(Number.isInteger(lines) && lines >= 1))
      throw new RangeError(`burst.lines is ${lines}, expected a whole number from 1 on`);
    if (!(windowMs >= 1)) throw new RangeError(`burst.windowMs is ${windowMs}, expected 1 or more`);
    this.#lines = lines;
    this.#windowMs = Math.min(windowMs, longestMs);
    this.#tell = tell;
  }

  /** Whether this line is to be written. */
  admits(message: string, level: number, by: T): boolean {
    // Records without a message have nothing in common.
    if (message === "" || message.length > maxLength) return true;
    const key = `${level} ${message}`;
    const window = this.#windows.get(key);
    if (window) {
      if (++window.count <= this.#lines) return true;
      this.held++;
      return false;
    }
    if (this.#windows.size < maxMessages) {
      const timer = setTimeout(() => this.#close(key, this.#windowMs), this.#windowMs).unref();
      const startMs = performance.now();
      this.#windows.set(key, { message, level, by, timer, startMs, count: 1 });
    }
    return true;
  }

  /** Tells of everything that is held back now. */
  flush(): void {
    const now = performance.now();
    for (const [key, { startMs }] of [...this.#windows]) this.#close(key, Math.ceil(now - startMs));
  }

  #close(key: string, lengthMs: number): void {
    const window = this.#windows.get(key);
    if (!window) return;
    clearTimeout(window.timer);
    this.#windows.delete(key);
    const { message, level, by } = window;
    const count = window.count - this.#lines;
    if (count > 0) this.#tell({ message, level, count, by, seconds: lengthMs / 1000 });
  }
}
