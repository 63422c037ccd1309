import type { Attributes, HrTime } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { Identities } from "./identities.ts";

/** What came of a program on one side, without what must differ: random ids and the clock. */
export interface Outcome {
  /** What the calls gave back, in their order. */
  readonly seen: readonly unknown[];
  readonly spans: readonly unknown[];
  /** Times that came from a clock, in milliseconds, in the order of their places in `spans`. */
  readonly recentTimes: readonly number[];
}

const dayMs = 86_400_000;

/** Brings exported spans into a form that can be compared. */
export function normalized(
  spans: readonly ReadableSpan[],
  identities: Identities,
  attributeValueLength: number,
): Pick<Outcome, "spans" | "recentTimes"> {
  const recentTimes: number[] = [];
  const time = (value: HrTime) => {
    const milliseconds = value[0] * 1000 + value[1] / 1e6;
    if (!(Math.abs(milliseconds - Date.now()) < dayMs)) return `${value[0]} s ${value[1]} ns`;
    recentTimes.push(milliseconds);
    return "recent";
  };
  const plain = (attributes: Attributes | undefined) =>
    Object.fromEntries(
      Object.entries(attributes ?? {}).flatMap(([key, value]) =>
        value == null ? [] : [[key, plainValue(value, attributeValueLength)]],
      ),
    );
  return {
    recentTimes,
    spans: spans.map((span) => ({
      name: span.name,
      kind: span.kind,
      context: identities.shown(span.spanContext()),
      parent: span.parentSpanContext ? identities.shown(span.parentSpanContext) : "none",
      start: time(span.startTime),
      end: time(span.endTime),
      isDurationTrue: isDifference(span),
      status: { code: span.status.code, message: span.status.message },
      attributes: plain(span.attributes),
      events: span.events.map(({ name, time: at, attributes, droppedAttributesCount = 0 }) => ({
        name,
        at: time(at),
        attributes: plain(attributes),
        droppedAttributesCount,
      })),
      links: span.links.map(({ context, attributes, droppedAttributesCount = 0 }) => ({
        to: identities.shown(context),
        attributes: plain(attributes),
        droppedAttributesCount,
      })),
      ended: span.ended,
      scope: span.instrumentationScope.name,
      dropped: [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    })),
  };
}

function plainValue(value: unknown, limit: number): unknown {
  if (Array.isArray(value)) return Array.from(value, (item) => plainValue(item ?? null, limit));
  if (typeof value !== "string") return value;
  // The SDK cuts a text in the middle of a pair; ours keep it whole or leave it out.
  return value.length === limit ? value.replace(/[\ud800-\udbff]$/, "") : value;
}

const nanoseconds = ([seconds, rest]: HrTime) => BigInt(seconds) * 1_000_000_000n + BigInt(rest);

function isDifference({ startTime, endTime, duration }: ReadableSpan): boolean {
  const isNormal = [startTime, endTime, duration].every(
    ([seconds, rest]) =>
      Number.isInteger(seconds) && Number.isInteger(rest) && rest >= 0 && rest < 1e9,
  );
  return isNormal && nanoseconds(endTime) - nanoseconds(startTime) === nanoseconds(duration);
}
