import { randomUUID } from "node:crypto";
import { once } from "node:events";
import inspector from "node:inspector";
import { isMainThread, Worker } from "node:worker_threads";
import { endSession } from "./ask-watched-thread.ts";
import { flag, pulseBytes, pulseOf, writeBeat } from "./pulse.ts";
import { type RunningIds, runningCodeReader, type StackFrame } from "./running-code.ts";

/** The shortest threshold, in milliseconds: below it, a loaded machine alone looks like a block. */
const minThresholdMs = 20;

/** One time that the event loop did nothing else. */
export interface EventLoopBlock extends RunningIds {
  /** Of the whole block. */
  readonly durationMs: number;
  /**
   * What ran when the threshold was passed, innermost first, 30 functions at most. Of native code,
   * what called it. Empty if that could not be found out.
   */
  readonly stack: readonly StackFrame[];
}

/** What is a block, and who is told. */
export interface WatchEventLoopOptions {
  /** What is at least this long is a block, in milliseconds, 20 or more; seen for certain from a quarter above. */
  readonly thresholdMs: number;
  /** Gets each block once, when it is over. */
  readonly onBlock: (block: EventLoopBlock) => void;
  /** Called in the midst of what blocks: the ids of that. */
  readonly traceIds?: () => RunningIds | undefined;
  /** Gets what keeps blocks from being seen, or their stacks. */
  readonly onProblem?: (problem: { readonly code: string; readonly message: string }) => void;
}

/** A watch of the event loop that runs. */
export interface EventLoopWatch {
  /** Reports the last block, if there is one, and ends the worker. Takes half a second at most. Safe to call again. */
  close(): Promise<void>;
  /** What it saw so far. */
  stats(): {
    readonly blocks: number;
    readonly withoutStack: number;
    /** 0 while there was none. */
    readonly longestMs: number;
  };
}

/** What the worker gets. */
export interface WatcherData {
  readonly memory: SharedArrayBuffer;
  readonly thresholdMs: number;
  /** Between two beats, and two looks at them. */
  readonly intervalMs: number;
  /** Evaluated in the watched thread, it gives `RunningCode`. */
  readonly expression: string;
}

/** What the worker tells. */
export type FromWatcher = { readonly block: EventLoopBlock } | { readonly problem: string };

const closeTimeoutMs = 500;

/** For the worker only: it does little, and the defaults are for programs. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1 };

/**
 * Watches the event loop of the main thread from a worker thread and tells what blocks it: the
 * stack, how long, in which trace. Costs a timer and an idle worker; code is looked into only when
 * it blocks. Never keeps the process alive.
 *
 * Time that the process was stopped or asleep is no block, nor is any while the inspector is open.
 *
 * @throws {RangeError} `thresholdMs` is below 20.
 */
export function watchEventLoop(options: WatchEventLoopOptions): EventLoopWatch {
  const { thresholdMs, onBlock, traceIds = () => undefined, onProblem } = options;
  if (!(thresholdMs >= minThresholdMs))
    throw new RangeError(
      `thresholdMs is ${thresholdMs}; expected ${minThresholdMs} or more, in milliseconds`,
    );
  const counts = { blocks: 0, withoutStack: 0, longestMs: 0 };
  const problem = (code: string, message: string) => {
    try {
      onProblem?.({ code, message });
    } catch {
      // There is nobody left to tell.
    }
  };
  const tell = (block: EventLoopBlock) => {
    counts.blocks++;
    if (block.stack.length === 0) counts.withoutStack++;
    counts.longestMs = Math.max(counts.longestMs, block.durationMs);
    try {
      onBlock(block);
    } catch (error) {
      problem("on_block_failed", `onBlock of watchEventLoop threw: ${messageOf(error)}`);
    }
  };
  let stop: () => Promise<void> = async () => {};
  if (!isMainThread)
    problem("event_loop_not_watched", "only the event loop of the main thread can be watched");
  else
    try {
      stop = startWatcher(thresholdMs, traceIds, tell, problem);
    } catch (error) {
      problem("event_loop_not_watched", `the event loop is not watched: ${messageOf(error)}`);
    }
  let closing: Promise<void> | undefined;
  return {
    close() {
      closing ??= stop();
      return closing;
    },
    stats: () => ({ ...counts }),
  };
}

/** Returns what ends it. */
function startWatcher(
  thresholdMs: number,
  traceIds: () => RunningIds | undefined,
  tell: (block: EventLoopBlock) => void,
  problem: (code: string, message: string) => void,
): () => Promise<void> {
  const memory = new SharedArrayBuffer(pulseBytes);
  const pulse = pulseOf(memory);
  // Each costs a wake-up of either thread; a block is seen for certain from a quarter above the threshold on.
  const intervalMs = Math.min(250, Math.max(10, thresholdMs / 4));
  // Several watches, even of several copies of this file, do not meet.
  const key = `@ettl/telemetry/event-loop-watch/${randomUUID()}`;
  const read = runningCodeReader(pulse, traceIds, [import.meta.url]);
  Object.defineProperty(globalThis, Symbol.for(key), { value: read, configurable: true });

  const beat = () => {
    Atomics.store(pulse.flags, flag.debugged, inspector.url() === undefined ? 0 : 1);
    writeBeat(pulse, performance.eventLoopUtilization().idle);
  };
  const beating = setInterval(beat, intervalMs).unref();
  const onExit = () => endSession(pulse, 100);
  const undo = () => {
    clearInterval(beating);
    process.off("exit", onExit);
    Reflect.deleteProperty(globalThis, Symbol.for(key));
  };
  process.on("exit", onExit);
  beat();

  let worker: Worker;
  try {
    const expression = `globalThis[Symbol.for(${JSON.stringify(key)})]?.()`;
    worker = new Worker(new URL("./block-watcher.js", import.meta.url), {
      workerData: { memory, thresholdMs, intervalMs, expression } satisfies WatcherData,
      // What the program loads first (`--import`) is not for this thread.
      execArgv: [],
      env: {},
      name: "ettl event loop watch",
      resourceLimits,
    });
  } catch (error) {
    undo();
    throw error;
  }
  const problems = new Set<string>();
  worker.on("message", (message: FromWatcher) => {
    if ("block" in message) return tell(message.block);
    // Told once, not at each block.
    if (problems.size < 10 && !problems.has(message.problem)) {
      problems.add(message.problem);
      problem("stack_unknown", `the stack of a block can't be had: ${message.problem}`);
    }
  });
  worker.on("error", (error) => {
    undo();
    problem("event_loop_not_watched", `the event loop is no longer watched: ${messageOf(error)}`);
  });
  const ended = once(worker, "exit").catch(() => {});
  // After the listeners, for one of messages would keep the process alive again.
  worker.unref();

  return async () => {
    // Ends the block that may have been going on until now.
    beat();
    worker.ref();
    worker.postMessage("close");
    const timer = setTimeout(() => void worker.terminate(), closeTimeoutMs);
    await ended;
    clearTimeout(timer);
    undo();
  };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
