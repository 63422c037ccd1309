export type { CommandSpanOptions } from "./command-span.ts";
export { createTracing } from "./create-tracing.ts";
export type { TracesJson } from "./export/otlp/traces-json.ts";
export type { DropReason } from "./export/span-ledger.ts";
export type { BatchOptions } from "./export/span-queue.ts";
export { childEnvironment } from "./propagation/environment-carrier.ts";
export type { RecentTracesQuery } from "./recent-spans.ts";
export type { SpanLimits } from "./spans/span-limits.ts";
export type {
  ExporterStats,
  InjectOptions,
  ReadableCarrier,
  TraceIds,
  Tracing,
  TracingStats,
  WithSpanOptions,
  WritableCarrier,
} from "./tracing.ts";
export type {
  OtlpOptions,
  RecordedException,
  TracingOptions,
  TracingProblem,
} from "./tracing-options.ts";
