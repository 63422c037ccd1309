import { Session } from "node:inspector/promises";
import { setTimeout as delay } from "node:timers/promises";
import { flag, type Pulse } from "./pulse.ts";
import type { RunningCode } from "./running-code.ts";

/** Between two tasks there is no stack; a moment later there is. */
const attempts = 5;
const attemptEveryMs = 5;

/**
 * Asks the main thread what it runs. It answers in the midst of JavaScript; out of native code only
 * when that returns, with the stack that called it. Nothing is paused, and nothing stays attached.
 *
 * @param beatAtMs The last beat before the block; an answer after another one is none.
 */
export async function askWatchedThread(
  pulse: Pulse,
  expression: string,
  beatAtMs: number,
): Promise<RunningCode | undefined> {
  const { flags } = pulse;
  const closing = () => Atomics.load(flags, flag.closing) === 1;
  // In this order, see `endSession`: whoever comes second sees the other.
  Atomics.add(flags, flag.asking, 1);
  const session = new Session();
  const hurry = setInterval(() => {
    if (closing()) session.disconnect();
  }, attemptEveryMs);
  try {
    if (closing()) return undefined;
    session.connectToMainThread();
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { result } = await session.post("Runtime.evaluate", {
        expression,
        returnByValue: true,
        silent: true,
      });
      const answer: RunningCode | undefined = result.value;
      if (answer?.beatAtMs !== beatAtMs) return undefined;
      if (answer.stack.length > 0) return answer;
      await delay(attemptEveryMs);
    }
    return undefined;
  } catch (error) {
    if (closing()) return undefined;
    throw error;
  } finally {
    clearInterval(hurry);
    session.disconnect();
    Atomics.sub(flags, flag.asking, 1);
    Atomics.notify(flags, flag.asking);
  }
}

/**
 * For the watched thread, when the process ends: Node says "Waiting for the debugger to disconnect"
 * to everybody's surprise if a session is open by then. Takes `timeoutMs` at most.
 */
export function endSession({ flags }: Pulse, timeoutMs: number): void {
  Atomics.store(flags, flag.closing, 1);
  const sessions = Atomics.load(flags, flag.asking);
  if (sessions > 0) Atomics.wait(flags, flag.asking, sessions, timeoutMs);
}
