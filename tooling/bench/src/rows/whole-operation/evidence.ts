import { readFile } from "node:fs/promises";
import type { Span } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { type Side, samplingRate, type Work } from "./side.ts";

/** What a side recorded, in words that must be the same on all sides. */
export type Facts = Readonly<Record<string, string>>;

interface SeenSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Only of a sampled span. Read after it has ended. */
  readonly recorded?: ReadableSpan;
}

/** Ours asks for an exemplar once per scrape, and finds a sampled span one time in ten. */
const operationsPerScrape = 10;

/** Runs `count` operations, and tells what is found in metrics, log file and spans afterwards. */
export async function factsOf(side: Side, logFile: string, work: Work, count: number) {
  const spans: SeenSpan[] = [];
  for (let left = count; left > 0; left--) {
    await side.operation(async (span) => {
      const { traceId, spanId } = span.spanContext();
      spans.push({ traceId, spanId, ...(isRecorded(span) && { recorded: span }) });
      await work(span);
    });
    if (left % operationsPerScrape === 0) await side.metricsText();
  }
  const lines = (await readFile(logFile, "utf8")).trimEnd().split("\n");
  return {
    ...metricFacts(await side.metricsText(), spans),
    ...lineFacts(
      lines.map((line) => JSON.parse(line)),
      spans,
    ),
    ...spanFacts(spans, side.spans()),
  };
}

// The SDK's span is readable; the API's type does not say so.
const isRecorded = (span: Span): span is Span & ReadableSpan =>
  span.isRecording() && "events" in span && "status" in span;

function metricFacts(text: string, spans: readonly SeenSpan[]): Facts {
  const sampled = new Set(spans.filter(({ recorded }) => recorded).map(({ spanId }) => spanId));
  const samples = [...text.matchAll(/^(\w+)\{([^}]*)\} (\S+)(?: # \{([^}]*)\})?/gm)].map(
    ([, name = "", labels = "", value = "", exemplar = ""]) => ({
      name: name.replace("export_trakt_", ""),
      labels: labels.split(",").sort(),
      value,
      spanId: /span_id="(\w+)"/.exec(exemplar)?.[1],
    }),
  );
  const values = (name: string) =>
    samples
      .filter((sample) => sample.name === name)
      .map(({ labels, value }) => `${labels.join(",")} = ${value}`);
  const exemplars = (name: string) => {
    const found = samples.filter((sample) => sample.name === name && sample.spanId);
    const isTrue = found.length > 0 && found.every(({ spanId = "" }) => sampled.has(spanId));
    return isTrue ? "of sampled spans" : `${found.length}, some of no sampled span`;
  };
  const bounds = samples
    .filter(({ name }) => name === "export_duration_seconds_bucket")
    .map(({ labels }) => labels.find((label) => label.startsWith("le=")));
  return {
    counter: values("exports_total").join("; "),
    "counter's exemplar": exemplars("exports_total"),
    "histogram's count": values("export_duration_seconds_count").join("; "),
    "histogram's buckets": bounds.join(" "),
    "histogram's exemplars": exemplars("export_duration_seconds_bucket"),
  };
}

function lineFacts(
  lines: readonly Readonly<Record<string, unknown>>[],
  spans: readonly SeenSpan[],
): Facts {
  const keys = (message: string) => {
    const found = lines.filter((line) => line.message === message);
    const shapes = new Set(found.map((line) => Object.keys(line).sort().join(" ")));
    return `${found.length} with ${[...shapes].join(" | ")}`;
  };
  // Operations run one after the other: lines 2n and 2n + 1 are those of span n.
  const joined = lines.filter((line, index) => {
    const span = spans[Math.floor(index / 2)];
    return line.trace_id === span?.traceId && line.span_id === span?.spanId;
  });
  const correlations = new Set(lines.map((line) => line.correlation_id));
  const pairs = lines.filter(
    (line, index) => line.correlation_id === lines[index ^ 1]?.correlation_id,
  );
  const levels = new Set(lines.map((line) => line.level));
  return {
    "log lines": String(lines.length),
    "export.started lines": keys("export.started"),
    "export.completed lines": keys("export.completed"),
    "levels of lines": [...levels].join(" "),
    "lines with the ids of their span": String(joined.length),
    "lines that share their correlation id": String(pairs.length),
    "correlation ids": String(correlations.size),
  };
}

function spanFacts(
  spans: readonly SeenSpan[],
  counts: { readonly sampled: number; readonly ended: number },
): Facts {
  const recorded = spans.flatMap((span) => span.recorded ?? []);
  const share = recorded.length / spans.length;
  const isNear = Math.abs(share - samplingRate) <= 0.4 * samplingRate;
  const isCounted = counts.sampled === recorded.length && counts.ended === recorded.length;
  const shapes = new Set(
    recorded.map(({ name, kind, status, ended, attributes, events }) =>
      JSON.stringify({
        name,
        kind,
        status,
        ended,
        attributes: Object.keys(attributes).sort(),
        events: events.map((event) => [event.name, event.attributes]),
      }),
    ),
  );
  return {
    "trace ids": String(new Set(spans.map(({ traceId }) => traceId)).size),
    "sampled share": isNear ? `near ${samplingRate}` : share.toFixed(3),
    "sampled spans begun and ended": isCounted
      ? "all"
      : `${counts.sampled} begun and ${counts.ended} ended of ${recorded.length}`,
    "sampled spans": [...shapes].join(" | "),
  };
}
