import { shownText } from "../shown-text.ts";
import type { Tone } from "../status-words.ts";
import type { Span } from "./otlp-spans.ts";

/** One trace, in a list. */
export interface TraceSummary {
  readonly traceId: string;
  /** That of the span above all others; of one that is not whole, its first. */
  readonly name: string;
  /** undefined where no span told a time. */
  readonly startMs: number | undefined;
  readonly durationMs: number;
  /** Whether the span above all others is there: it may not have ended yet, or is forgotten. */
  readonly isWhole: boolean;
  /** `bad`: it failed; `warn`: something in it did. */
  readonly tone: Extract<Tone, "ok" | "warn" | "bad">;
  /** Joins it to log lines. */
  readonly correlationId: string | undefined;
  readonly spans: readonly Span[];
}

/** The traces of these spans, in the order in which they come. */
export function tracesOf(spans: readonly Span[]): TraceSummary[] {
  const byTrace = new Map<string, Span[]>();
  for (const span of spans) {
    const own = byTrace.get(span.traceId);
    if (own) own.push(span);
    else byTrace.set(span.traceId, [span]);
  }
  return [...byTrace].map(([traceId, own]) => summaryOf(traceId, own));
}

/** The one to show where none is chosen: the newest that failed, else the newest. */
export function worthShowing(traces: readonly TraceSummary[]): TraceSummary | undefined {
  return traces.find(({ tone }) => tone === "bad") ?? traces[0];
}

function summaryOf(traceId: string, spans: readonly Span[]): TraceSummary {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const tops = spans.filter(
    ({ isEntry, parentId }) => isEntry && (parentId === undefined || !ids.has(parentId)),
  );
  const root = earliest(tops) ?? earliest(spans);
  const startMs = earliest(spans)?.startMs;
  const endMs = spans.reduce((most, { endMs: one }) => Math.max(most, one ?? 0), startMs ?? 0);
  // Of one that is not whole nobody knows yet: what failed may be tried again.
  const hasFailed = tops.some((span) => span.hasFailed);
  const correlation = [root, ...spans]
    .map((span) => span?.attributes.get("correlation_id"))
    .find((id) => typeof id === "string" && id !== "");
  return {
    traceId,
    name: shownText(root?.name ?? "", 200),
    isWhole: tops.length > 0,
    startMs,
    durationMs: startMs === undefined ? 0 : endMs - startMs,
    tone: hasFailed ? "bad" : spans.some((span) => span.hasFailed) ? "warn" : "ok",
    correlationId: correlation === undefined ? undefined : String(correlation),
    spans,
  };
}

function earliest(spans: readonly Span[]): Span | undefined {
  return spans.reduce<Span | undefined>(
    (first, span) =>
      first === undefined || (span.startMs ?? Infinity) < (first.startMs ?? Infinity)
        ? span
        : first,
    undefined,
  );
}

/** The begin of a trace's id, as people compare them. */
export function shortId(traceId: string): string {
  return shownText(traceId.slice(0, 6), 6);
}
