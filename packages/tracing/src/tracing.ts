import type { Attributes, Context, Span, SpanOptions, Tracer } from "@opentelemetry/api";
import type { CommandSpanOptions } from "./command-span.ts";
import type { TracesJson } from "./export/otlp/traces-json.ts";
import type { DropReason } from "./export/span-ledger.ts";
import type { RecentTracesQuery } from "./recent-spans.ts";

/** What a span of `withSpan` begins with. */
export interface WithSpanOptions extends SpanOptions {
  /**
   * The context whose span is the parent, such as `extract` gives.
   *
   * @default the active one
   */
  readonly parent?: Context;
}

/** What is carried, and to whom. */
export interface InjectOptions {
  /** Where the carrier goes: decides whether it gets baggage. Without it, it gets none. */
  readonly url?: string | URL;
  /**
   * Whether the carrier stays among programs of your own, such as the environment of a child: it
   * then gets baggage without a URL.
   *
   * @default false
   */
  readonly trusted?: boolean;
  /** @default the active one */
  readonly context?: Context;
}

/** What arrives with a request or a message: headers by name in any case. */
export type ReadableCarrier =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is sent along. */
export type WritableCarrier = Headers | Record<string, string>;

/** What became of the spans of one exporter. */
export interface ExporterStats {
  /** `otlp`, `jaeger`, or the class of an exporter of yours. */
  readonly name: string;
  readonly exported: number;
  readonly dropped: number;
  readonly queued: number;
  /** Why spans were lost most recently. */
  readonly lastError?: string;
  /** ISO time of the last batch that was taken. */
  readonly lastSuccess?: string;
}

/** What became of all spans. */
export interface TracingStats {
  /** Spans begun, sampled or not. */
  readonly started: number;
  readonly sampled: number;
  /** Sampled spans that ended: exported + dropped + queued. */
  readonly ended: number;
  /** Taken by every exporter. */
  readonly exported: number;
  readonly dropped: number;
  readonly droppedByReason: Readonly<Partial<Record<DropReason, number>>>;
  readonly queued: number;
  /** The latest of all exporters'. */
  readonly lastError?: string;
  /** ISO time of the last batch that an exporter took. */
  readonly lastSuccess?: string;
  readonly exporters: readonly ExporterStats[];
}

/** Ids of a span as log lines have them, in hexadecimal. */
export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

/** Tracing of one program. */
export interface Tracing extends AsyncDisposable {
  /** OpenTelemetry's tracer. Its spans find their parent among those of `withSpan`. */
  readonly tracer: Tracer;
  /** Runs `fn` in a new active span that ends with it; an error is recorded and rethrown. */
  withSpan<T>(name: string, fn: (span: Span) => T): T;
  withSpan<T>(name: string, options: WithSpanOptions, fn: (span: Span) => T): T;
  /** Begins a span below the active one. The caller ends it. */
  startSpan(name: string, options?: WithSpanOptions): Span;
  /** Adds an event to the active span, if there is one. */
  addSpanEvent(name: string, attributes?: Attributes): void;
  /** Marks the active span as failed and records the error, if there is one. */
  recordSpanError(error: unknown): void;
  /** The ids of the active span. With `sampledOnly`, none for a span that is not recorded. */
  activeTraceIds(options?: { readonly sampledOnly?: boolean }): TraceIds | undefined;
  /** The context that holds now, with the active span in it. */
  activeContext(): Context;
  /** Runs `fn` with the context in force. */
  withContext<T>(context: Context, fn: () => T): T;
  /**
   * Writes the active trace into headers, in place of the trace they have: `traceparent`,
   * `tracestate`, and baggage where it may go. Never throws.
   */
  inject(carrier: WritableCarrier, options?: InjectOptions): void;
  /**
   * The context that headers carry. What is missing or wrong in them is as if it were not there: a
   * span in that context begins a new trace. Never throws.
   */
  extract(carrier: ReadableCarrier): Context;
  /** Entries of the baggage of a context, by default the active one. */
  baggage(context?: Context): Readonly<Record<string, string>>;
  /**
   * Runs a command-line program in its root span, below the span of the program that called it, and
   * resolves to the exit code that `fn` gives. Other than 0 is an error; an error of `fn` counts as 1
   * and is rethrown.
   */
  withCommandSpan(
    options: CommandSpanOptions,
    fn: (span: Span) => number | Promise<number>,
  ): Promise<number>;
  /**
   * Traces that ended lately, the newest first, as OTLP JSON: as far as the last `recentSpans` spans
   * hold them, and at most about 4 MB.
   *
   * @throws {RangeError} A limit, id or time that there is not.
   */
  recentTraces(query?: RecentTracesQuery): TracesJson;
  /** What became of the spans so far. */
  stats(): TracingStats;
  /** Exports what has ended so far, at most for `timeoutMs` (default 10 000). */
  flush(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Flushes for at most `timeoutMs` (default 10 000); what is left then counts as dropped. */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}
