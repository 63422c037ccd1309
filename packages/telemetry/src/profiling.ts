export { type ProfilingOptions, profilingRoutes } from "./profiling/profiling-routes.ts";
export type { RunningIds, StackFrame } from "./profiling/running-code.ts";
export {
  type EventLoopBlock,
  type EventLoopWatch,
  type WatchEventLoopOptions,
  watchEventLoop,
} from "./profiling/watch-event-loop.ts";
