import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** Which of the recent traces are wanted. */
export interface RecentTracesQuery {
  /**
   * How many traces, 1 to 1000.
   *
   * @default 20
   */
  readonly limit?: number | undefined;
  /** 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** The `correlation_id` of one of its spans. */
  readonly correlationId?: string | undefined;
  /** Traces with a span that ended then or later: a time that `Date` understands. */
  readonly since?: string | number | Date | undefined;
}

const maxTraces = 1000;
const maxSpans = 5000;
/** About what an answer takes as JSON: some 4 MB. */
const maxCharacters = 4 * 1024 * 1024;

/** Remembers the spans that ended last, in as many places as it was given. */
export class RecentSpans {
  readonly #places: (ReadableSpan | undefined)[];
  /** Where the next one goes, in place of the oldest. */
  #next = 0;

  /** @throws {RangeError} `size` is no whole number from 0. */
  constructor(size: number) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new RangeError(`recentSpans is ${size}, expected a whole number`);
    this.#places = new Array<ReadableSpan | undefined>(size).fill(undefined);
  }

  get size(): number {
    return this.#places.length;
  }

  add(span: ReadableSpan): void {
    if (this.#places.length === 0) return;
    this.#places[this.#next] = span;
    this.#next = this.#next + 1 === this.#places.length ? 0 : this.#next + 1;
  }

  /**
   * The spans of the traces that match, the trace with the latest span first, each trace as far as
   * it is remembered. What would make the answer too large is left out: older traces, or, where one
   * is too large by itself, its older spans.
   *
   * @throws {RangeError} A limit, id or time that there is not.
   */
  find(query: RecentTracesQuery = {}): ReadableSpan[] {
    const { limit, matches } = checked(query);
    const found = this.#traces().filter(matches).slice(0, limit);
    const answer: ReadableSpan[] = [];
    const room = { spans: maxSpans, characters: maxCharacters };
    for (const spans of found) {
      const fitting = spansWithin(spans, room);
      if (fitting.length < spans.length && answer.length > 0) break;
      answer.push(...fitting.reverse());
    }
    return answer;
  }

  /** By trace, the newest first, and so are the spans of each. */
  #traces(): ReadableSpan[][] {
    const traces = new Map<string, ReadableSpan[]>();
    const newestFirst = [
      ...this.#places.slice(0, this.#next).reverse(),
      ...this.#places.slice(this.#next).reverse(),
    ];
    for (const span of newestFirst) {
      if (span === undefined) continue;
      const { traceId } = span.spanContext();
      const spans = traces.get(traceId);
      if (spans) spans.push(span);
      else traces.set(traceId, [span]);
    }
    return [...traces.values()];
  }
}

function checked({ limit = 20, traceId, correlationId, since }: RecentTracesQuery) {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxTraces)
    throw new RangeError(`limit is ${limit}, expected a whole number from 1 to ${maxTraces}`);
  if (traceId !== undefined && !/^[\da-f]{32}$/i.test(traceId))
    throw new RangeError(`the trace id is "${traceId}", expected 32 hexadecimal digits`);
  const from = since === undefined ? undefined : new Date(since).getTime();
  if (Number.isNaN(from))
    throw new RangeError(`since is "${since}", expected a time such as 2024-01-15T10:30:00Z`);
  const id = traceId?.toLowerCase();
  const matches = (spans: readonly ReadableSpan[]) =>
    (id === undefined || spans[0]?.spanContext().traceId === id) &&
    (correlationId === undefined ||
      spans.some(({ attributes }) => attributes.correlation_id === correlationId)) &&
    (from === undefined || spans.some((span) => endOf(span) >= from));
  return { limit, matches };
}

function endOf({ endTime: [seconds, nanoseconds] }: ReadableSpan): number {
  return seconds * 1000 + nanoseconds / 1_000_000;
}

/** The first spans that there is room for, which is taken. */
function spansWithin(
  spans: readonly ReadableSpan[],
  room: { spans: number; characters: number },
): ReadableSpan[] {
  const fitting: ReadableSpan[] = [];
  for (const span of spans) {
    room.spans--;
    room.characters -= charactersOf(span);
    if (room.spans < 0 || room.characters < 0) break;
    fitting.push(span);
  }
  return fitting;
}

/** About what a span takes as JSON: texts and what stands around them. */
function charactersOf({ name, attributes, events, links, status }: ReadableSpan): number {
  const own = 300 + name.length + (status.message?.length ?? 0) + textOf(attributes);
  return [...events, ...links].reduce((sum, one) => sum + 150 + textOf(one.attributes), own);
}

function textOf(attributes: Attributes = {}): number {
  return Object.entries(attributes).reduce(
    (sum, [key, value]) => sum + 40 + key.length + valueText(value),
    0,
  );
}

function valueText(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (!Array.isArray(value)) return 20;
  return value.reduce((sum: number, entry) => sum + 20 + valueText(entry), 0);
}
