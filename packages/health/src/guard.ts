import { failureOf } from "./check-result.ts";

/** Something the caller should know, but that must not disturb anybody. */
export interface HealthProblem {
  /**
   * `callback_failed`: `onReport` or `onChange` threw or rejected.
   * `details_dropped`: a check's details can't be shown.
   */
  readonly code: "callback_failed" | "details_dropped";
  readonly message: string;
}

/** Calls the caller's functions so that none of them can throw or reject into ours. */
export function guard(onProblem: ((problem: HealthProblem) => unknown) | undefined) {
  const attempt = <T>(
    callback: ((value: T) => unknown) | undefined,
    value: T,
    failed: (error: unknown) => void,
  ) => {
    try {
      // An async function is a valid callback; its rejection would end the process.
      Promise.resolve(callback?.(value)).catch(failed);
    } catch (error) {
      failed(error);
    }
  };
  const problem = (code: HealthProblem["code"], message: string) =>
    attempt(onProblem, { code, message }, () => {});
  return {
    problem,
    call<T>(callback: ((value: T) => unknown) | undefined, value: T) {
      attempt(callback, value, (error) =>
        problem("callback_failed", `a callback failed: ${failureOf(error).message}`),
      );
    },
  };
}
