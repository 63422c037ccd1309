import type { HealthCheck } from "./check.ts";
import { type CheckResult, failureOf, resultOf } from "./check-result.ts";
import { goDuration } from "./go-duration.ts";

/** A result and how it came about. */
export interface CheckOutcome extends CheckResult {
  readonly durationMs: number;
  readonly timedOut: boolean;
}

/** Runs one check, never twice at the same time. */
export interface CheckRunner {
  /**
   * Resolves once there is an outcome: of a new run, of the one under way, or at once when a run
   * is past its timeout but has not settled. Never rejects.
   */
  run(): Promise<void>;
  /** Whether a run has not settled, past its timeout or not. */
  running(): boolean;
  /** Ends the wait for an outcome without having one, aborts the run, resolves when it has settled. */
  cancel(): Promise<void>;
}

interface Run {
  readonly judged: Promise<void>;
  readonly settled: Promise<unknown>;
  readonly cancel: () => void;
}

/** `judge` gets the outcome of each run that was not cancelled, exactly once per run. */
export function checkRunner(
  check: HealthCheck,
  timeoutMs: number,
  judge: (outcome: CheckOutcome) => void,
): CheckRunner {
  let current: Run | undefined;

  const start = (): Run => {
    const controller = new AbortController();
    const startMs = performance.now();
    const outcome = (result: CheckResult, timedOut = false): CheckOutcome => ({
      ...result,
      timedOut,
      durationMs: Math.round((performance.now() - startMs) * 1_000) / 1_000,
    });
    // Through a promise's executor a synchronous throw is a rejection.
    const attempt = new Promise((resolve) => resolve(check.run(controller.signal))).then(
      (returned) => outcome(resultOf(returned)),
      (thrown: unknown) => outcome(failureOf(thrown)),
    );
    let cancel = () => {};
    let over = false;
    let timer: NodeJS.Timeout | undefined;
    const interruption = new Promise<CheckOutcome | undefined>((resolve) => {
      const giveUp = () => {
        if (over) return;
        const message = `timed out after ${goDuration(timeoutMs)}`;
        resolve(outcome({ status: "unhealthy", message }, true));
        controller.abort(new DOMException(message, "TimeoutError"));
      };
      // After a blocked event loop timers come first: what has arrived meanwhile gets its turn.
      timer = setTimeout(() => setImmediate(setImmediate, giveUp), timeoutMs);
      cancel = () => {
        resolve(undefined);
        controller.abort();
      };
    });
    const judged = Promise.race([attempt, interruption]).then((first) => {
      over = true;
      clearTimeout(timer);
      if (first) judge(first);
    });
    return { judged, settled: Promise.all([attempt, judged]), cancel };
  };

  return {
    run() {
      if (current === undefined) {
        const started = start();
        current = started;
        const clear = () => {
          current = undefined;
        };
        started.settled.then(clear, clear);
      }
      return current.judged;
    },
    running: () => current !== undefined,
    async cancel() {
      current?.cancel();
      await current?.settled;
    },
  };
}
