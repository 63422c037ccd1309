export {
  createTracing,
  type TraceIds,
  type Tracing,
  type TracingOptions,
  type TracingStats,
} from "./create-tracing.ts";
export type { DropReason } from "./export-queue.ts";
