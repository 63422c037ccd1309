import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface ChildOptions {
  readonly signal: AbortSignal;
  /** When it counts as hung and is killed, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Child {
  readonly process: ChildProcess;
  /** Text of standard output, which must be read for the child not to stand still. */
  readonly output: Readable;
  /** What the child says on its descriptor 3, apart from standard output. */
  readonly asides: Readable;
  /**
   * How it ended: `SIGTERM`, `code 0`, … and what it wrote to standard error.
   *
   * @throws the reason of the signal, after the child was killed and is gone.
   */
  ended(): Promise<{ readonly end: string; readonly errors: string }>;
}

/** Starts a Node program with one task, as a process of its own. */
export function startChild(program: URL, task: object, options: ChildOptions): Child {
  const { signal, timeoutMs } = options;
  const child = spawn(process.execPath, [fileURLToPath(program), JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  // Awaited in `ended` only; until then a failed start must not count as unhandled.
  closed.catch(() => {});
  let isHung = false;
  const timer = setTimeout(() => {
    isHung = true;
    child.kill("SIGKILL");
  }, timeoutMs);
  const abort = () => void child.kill("SIGKILL");
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();

  // All three are pipes, as asked for above.
  const [, output, errorOutput, asides] = child.stdio as unknown as Readable[];
  if (!output || !errorOutput || !asides) throw new Error("a child without its pipes");
  let errors = "";
  errorOutput.setEncoding("utf8").on("data", (text: string) => {
    if (errors.length < 2000) errors += text;
  });
  return {
    process: child,
    output: output.setEncoding("utf8"),
    asides: asides.setEncoding("utf8"),
    async ended() {
      try {
        const [code, endSignal] = (await closed) as [number | null, NodeJS.Signals | null];
        signal.throwIfAborted();
        const end = isHung ? `no end within ${timeoutMs} ms` : (endSignal ?? `code ${code}`);
        return { end, errors };
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      }
    },
  };
}
