import type { HeartbeatsOptions } from "./create-heartbeats.ts";

/** The callbacks such that none can harm the others, or the heartbeats: what throws is told. */
export function guarded({ onRun, onCondition, onState, onProblem }: HeartbeatsOptions) {
  const guard =
    <Given extends unknown[]>(name: string, callback: ((...given: Given) => void) | undefined) =>
    (...given: Given): void => {
      try {
        callback?.(...given);
      } catch (error) {
        const text = error instanceof Error ? error.message : typeof error;
        onProblem?.({
          code: "callback_failed",
          message: `${name} of the heartbeats threw: ${text}`,
        });
      }
    };
  return {
    onRun: guard("onRun", onRun),
    onCondition: guard("onCondition", onCondition),
    onState: guard("onState", onState),
  };
}
