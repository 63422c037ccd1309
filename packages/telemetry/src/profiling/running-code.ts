import type { Pulse } from "./pulse.ts";
import { readBeat } from "./pulse.ts";

/** One function of a stack. */
export interface StackFrame {
  /** `(anonymous)` for one without a name. */
  readonly functionName: string;
  /** A file URL, a path, or a name such as `node:fs`; empty for what is built into the language. */
  readonly url: string;
  /** The first is 1; 0 where there is none. */
  readonly line: number;
  /** The first is 1; 0 where there is none. */
  readonly column: number;
}

/** What was going on, by the ids that lead to it. */
export interface RunningIds {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  /** Whether that trace is kept. */
  readonly sampled?: boolean | undefined;
  readonly correlationId?: string | undefined;
}

/** What the watched thread answers in the middle of whatever it does. */
export interface RunningCode {
  /** The last beat before this answer: tells whether it is still about the same block. */
  readonly beatAtMs: number;
  /** Innermost first. */
  readonly stack: readonly StackFrame[];
  readonly ids: RunningIds;
}

const maxFrames = 30;

/**
 * Makes the function that the watcher has evaluated in the watched thread. V8 runs it between two
 * instructions of the code that blocks, so the stack below it and the async context are those of
 * that code. It leaves no trace there, and throws nothing.
 *
 * @param ownUrls Files whose functions are no news: the beat itself.
 */
export function runningCodeReader(
  pulse: Pulse,
  traceIds: () => RunningIds | undefined,
  ownUrls: readonly string[],
): () => RunningCode {
  return function read() {
    const stack = currentStack(read);
    let ids: RunningIds | undefined;
    try {
      ids = traceIds();
    } catch {
      // Without ids the stack is still worth having.
    }
    return {
      beatAtMs: readBeat(pulse).atMs,
      stack: stack.some(({ url }) => ownUrls.includes(url)) ? [] : stack,
      ids: ids ?? {},
    };
  };
}

/** The stack below `callee` and the evaluated expression that called it. */
function currentStack(callee: () => unknown): StackFrame[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: StackFrame[] } = {};
  try {
    Error.stackTraceLimit = maxFrames + 1;
    Error.prepareStackTrace = (_, sites) => sites.map(frameOf);
    Error.captureStackTrace(holder, callee);
    return (holder.stack ?? []).slice(1);
  } catch {
    // Somebody froze Error.
    return [];
  } finally {
    try {
      // Unset, it is to be absent again: Node and others ask for it.
      if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
      else Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    } catch {
      // Then neither was set.
    }
  }
}

const frameOf = (site: NodeJS.CallSite): StackFrame => ({
  functionName: site.getFunctionName() || "(anonymous)",
  url: site.getFileName() ?? "",
  line: site.getLineNumber() ?? 0,
  column: site.getColumnNumber() ?? 0,
});
