import { levelNumber } from "./log-level.ts";

/** Which of the recent lines are wanted. */
export interface RecentQuery {
  /** Lines of this level and above: debug, info, warn, error or fatal. */
  readonly level?: string | undefined;
  readonly correlationId?: string | undefined;
  /** Lines from this moment on: a time that `Date` understands. */
  readonly since?: string | number | Date | undefined;
}

interface Entry {
  readonly json: string;
  readonly level: number;
  readonly timeMs: number;
}

/** Lines longer than this many characters together are forgotten, oldest first. */
const maxCharacters = 4 * 1024 * 1024;

/** Remembers the last lines, as they were written: redacted. */
export class RecentLines {
  readonly #maxLines: number;
  #entries: (Entry | undefined)[] = [];
  #first = 0;
  #characters = 0;

  constructor(maxLines: number) {
    this.#maxLines = maxLines;
  }

  add(json: string, level: number): void {
    this.#entries.push({ json, level, timeMs: Date.now() });
    this.#characters += json.length;
    while (
      this.#entries.length - this.#first > this.#maxLines ||
      (this.#characters > maxCharacters && this.#entries.length - this.#first > 1)
    ) {
      this.#characters -= this.#entries[this.#first]?.json.length ?? 0;
      this.#entries[this.#first++] = undefined;
    }
    // Now and then the forgotten places are given back, so that adding stays cheap.
    if (this.#first > 1000 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /**
   * The JSON lines that match, oldest first.
   *
   * @throws {RangeError} A level or time that there is not.
   */
  find({ level, correlationId, since }: RecentQuery): string[] {
    const lowest = level === undefined ? 0 : levelNumber(level);
    const from = since === undefined ? 0 : new Date(since).getTime();
    if (Number.isNaN(from))
      throw new RangeError(`since is "${since}", expected a time such as 2024-01-15T10:30:00Z`);
    return this.#entries
      .slice(this.#first)
      .filter((entry) => entry !== undefined)
      .filter((entry) => entry.level >= lowest && entry.timeMs >= from)
      .filter(({ json }) => correlationId === undefined || hasId(json, correlationId))
      .map(({ json }) => json);
  }
}

function hasId(json: string, correlationId: string): boolean {
  if (!json.includes(JSON.stringify(correlationId))) return false;
  const line: { correlation_id?: unknown } = JSON.parse(json);
  return line.correlation_id === correlationId;
}
