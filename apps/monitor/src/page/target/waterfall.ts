import { shownText } from "../shown-text.ts";
import type { Span } from "./otlp-spans.ts";
import { noteOf, saidOf } from "./span-note.ts";

/**
 * How a bar is drawn: `bad` failed by itself, `par` failed for what is below it, `warn` failed and
 * was tried again, `wait` did nothing but wait.
 */
export type BarLook = "ok" | "bad" | "par" | "warn" | "wait";

/** A piece of the time of a trace, in percent of it. */
export interface Bar {
  readonly x: number;
  readonly width: number;
}

/** One span of a waterfall. */
export interface WaterfallRow {
  readonly spanId: string;
  readonly name: string;
  readonly depth: number;
  /** What explains it, in a few words; may be empty. */
  readonly note: string;
  /** What it said: why it failed, exceptions and other events. */
  readonly said: readonly string[];
  readonly look: BarLook;
  /** Since the begin of the trace. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly bar: Bar;
  /** From the end of the attempt before this one: nothing was done in it. */
  readonly pause: (Bar & { readonly lastedMs: number }) | undefined;
}

/** A trace as it is drawn. */
export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  /** Spans beyond those that are shown, and how many of them failed. */
  readonly leftOut: { readonly spans: number; readonly failed: number };
  readonly totalMs: number;
}

/** More rows than anybody reads. */
const mostRows = 300;
/** Deeper ones are drawn as deep as this. */
const deepest = 8;

/**
 * Rows of a trace, each span once, parents before their children and those in order of time.
 * Survives spans without a parent, in a circle, with times before their parent's and without any.
 */
export function waterfallOf(spans: readonly Span[]): Waterfall {
  const order = ordered(spans);
  const times = spans.map(timesOf);
  // One without any time is drawn at the begin.
  const known = times.filter(({ fromMs }) => Number.isFinite(fromMs));
  const startMs = known.reduce(
    (least, { fromMs }) => Math.min(least, fromMs),
    known[0]?.fromMs ?? 0,
  );
  const endMs = known.reduce((most, { untilMs }) => Math.max(most, untilMs), startMs);
  const totalMs = endMs - startMs;
  const percent = (ms: number) => (totalMs === 0 ? 0 : round((ms / totalMs) * 100));
  const looks = looksOf(spans, order);
  const rows = order.slice(0, mostRows).map(({ index, depth }): WaterfallRow => {
    const span = spans[index] as Span;
    const { fromMs, untilMs } = times[index] as Times;
    const hasTime = Number.isFinite(fromMs);
    const sinceMs = hasTime ? fromMs - startMs : 0;
    const durationMs = hasTime ? untilMs - fromMs : 0;
    const pausedAtMs = looks.pauseFrom.get(index);
    const pauseStartMs = pausedAtMs === undefined ? sinceMs : pausedAtMs - startMs;
    const lastedMs = sinceMs - pauseStartMs;
    return {
      spanId: span.spanId,
      name: shownText(span.name, 200),
      depth: Math.min(depth, deepest),
      note: noteOf(span),
      said: saidOf(span),
      look: looks.of(index),
      startMs: sinceMs,
      durationMs,
      bar: barOf(percent(sinceMs), percent(durationMs)),
      pause:
        lastedMs > 0 && percent(lastedMs) >= narrowest
          ? { ...barOf(percent(pauseStartMs), percent(lastedMs)), lastedMs }
          : undefined,
    };
  });
  const rest = order.slice(mostRows).map(({ index }) => spans[index]);
  const failed = rest.filter((span) => span?.hasFailed).length;
  return { rows, leftOut: { spans: rest.length, failed }, totalMs };
}

/** Narrower ones can't be seen. */
const narrowest = 0.5;

function barOf(x: number, width: number): Bar {
  const seen = Math.max(narrowest, width);
  return { x: Math.max(0, Math.min(x, 100 - seen)), width: Math.min(100, seen) };
}

const round = (value: number) => Math.round(value * 100) / 100;

interface Times {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** From when to when; one that never told its end has no length, one without any time is the last. */
function timesOf({ startMs, endMs }: Span): Times {
  const fromMs = startMs ?? endMs ?? Number.POSITIVE_INFINITY;
  return { fromMs, untilMs: Math.max(endMs ?? fromMs, fromMs) };
}

interface Place {
  readonly index: number;
  readonly depth: number;
  /** Of its parent in `spans`; -1: it has none here. */
  readonly parent: number;
}

/** All spans, those without a parent here first in time, each followed by its own. */
function ordered(spans: readonly Span[]): Place[] {
  const byId = new Map<string, number>();
  for (const [index, { spanId }] of spans.entries()) if (!byId.has(spanId)) byId.set(spanId, index);
  const children = new Map<number, number[]>();
  for (const [index, { parentId }] of spans.entries()) {
    const parent = parentId === undefined ? -1 : (byId.get(parentId) ?? -1);
    const list = children.get(parent === index ? -1 : parent);
    if (list) list.push(index);
    else children.set(parent === index ? -1 : parent, [index]);
  }
  const startOf = (index: number) => timesOf(spans[index] as Span).fromMs;
  const byTime = (a: number, b: number) => {
    const [first, second] = [startOf(a), startOf(b)];
    return first === second ? a - b : first - second;
  };
  const places: Place[] = [];
  const seen = new Set<number>();
  const walk = (roots: readonly number[]) => {
    const open: Place[] = roots.toReversed().map((index) => ({ index, depth: 0, parent: -1 }));
    // A stack of its own: calls within calls would not hold a chain of thousands.
    for (let place = open.pop(); place; place = open.pop()) {
      if (seen.has(place.index)) continue;
      seen.add(place.index);
      places.push(place);
      const { index: parent, depth } = place;
      for (const index of (children.get(parent) ?? []).toSorted(byTime).reverse())
        open.push({ index, depth: depth + 1, parent });
    }
  };
  walk((children.get(-1) ?? []).toSorted(byTime));
  // What is left is in circles, which have to begin somewhere.
  for (const index of spans.keys()) if (!seen.has(index)) walk([index]);
  return places;
}

const resent = "http.request.resend_count";

/** How each is drawn, and since when the ones that were tried again had waited. */
function looksOf(spans: readonly Span[], order: readonly Place[]) {
  const failedBelow = new Set<number>();
  const retried = new Set<number>();
  const pauseFrom = new Map<number, number>();
  /** The latest attempt at the same thing, by parent and name. */
  const attempts = new Map<string, number>();
  for (const { index, parent } of order) {
    const span = spans[index] as Span;
    if (span.hasFailed && parent >= 0) failedBelow.add(parent);
    const key = `${parent} ${span.name}`;
    const former = attempts.get(key);
    if (Number(span.attributes.get(resent)) > 0 && former !== undefined) {
      retried.add(former);
      const { untilMs } = timesOf(spans[former] as Span);
      if (Number.isFinite(untilMs)) pauseFrom.set(index, untilMs);
    }
    attempts.set(key, index);
  }
  const of = (index: number): BarLook => {
    const span = spans[index] as Span;
    if (span.hasFailed) {
      if (failedBelow.has(index)) return "par";
      return retried.has(index) ? "warn" : "bad";
    }
    return /^(wait|sleep|delay|back-?off)\b/i.test(span.name) ? "wait" : "ok";
  };
  return { of, pauseFrom };
}
