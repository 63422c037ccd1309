import { setImmediate as nextTurn } from "node:timers/promises";
import { isSpanContextValid, TraceFlags } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { SpanSide } from "./side.ts";

/** Full batches go out by themselves: as many spans as are made in one turn. */
export const perTurn = 512;

export const turn = () => nextTurn();

/** What a side has made, in words that must be the same on all sides. */
export type Facts = Readonly<Record<string, string>>;

/** Makes `count` spans and tells what was begun and what came out. */
export async function factsOf(
  open: (take: (spans: readonly ReadableSpan[]) => void) => SpanSide,
  count: number,
  rate: number,
): Promise<Facts> {
  const taken: ReadableSpan[] = [];
  const side = open((spans) => void taken.push(...spans));
  for (let place = 0; place < count; place++) {
    side.span(place);
    if (place % perTurn === perTurn - 1) await turn();
  }
  await side.close();
  const contexts = side.begun.map((span) => span.spanContext());
  const sampled = contexts.filter(({ traceFlags }) => (traceFlags & TraceFlags.SAMPLED) !== 0);
  const share = sampled.length / count;
  const isNear = Math.abs(share - rate) <= (rate === 1 || rate === 0 ? 0 : 0.4 * rate);
  const shapes = new Set(taken.map(shapeOf));
  const pages = taken.map(({ attributes }) => Number(attributes["export.page"]));
  return {
    "spans begun and active": String(contexts.length),
    "valid ids": String(contexts.filter(isSpanContextValid).length),
    traces: String(new Set(contexts.map(({ traceId }) => traceId)).size),
    "sampled share": isNear ? `near ${rate}` : share.toFixed(3),
    "spans that came out": taken.length === sampled.length ? "all sampled ones" : `${taken.length}`,
    "pages in order": String(pages.every((page, place) => page > (pages[place - 1] ?? -1))),
    "shape of spans": [...shapes].join(" | "),
  };
}

function shapeOf({ name, kind, status, attributes, events, ended }: ReadableSpan): string {
  const { "export.page": _, ...constant } = attributes;
  return JSON.stringify({
    name,
    kind,
    status,
    ended,
    attributes: Object.entries(constant).sort(),
    events: events.map((event) => [event.name, event.attributes]),
  });
}
