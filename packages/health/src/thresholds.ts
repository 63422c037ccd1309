import { type HealthStatus, worstFirst } from "./check.ts";

/** How many results in a row it takes to move the shown status. */
export interface Thresholds {
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** What one result did. */
export interface Verdict {
  /** The status to show from now on. */
  readonly status: HealthStatus;
  /** Where the result differs from what is shown: how far it is from being shown. */
  readonly pending?: string;
}

const badness = (status: HealthStatus) => worstFirst.length - worstFirst.indexOf(status);

/** Follows one check's results and says which status to show: a status moves after enough results in a row. */
export function thresholdJudge({ failureThreshold, successThreshold }: Thresholds) {
  let shown: HealthStatus = "unknown";
  let first = true;
  let streak = 0;
  let streakIsWorse = false;

  return (result: HealthStatus): Verdict => {
    if (first && result === "healthy") {
      first = false;
      shown = result;
    }
    // Before the first status there is nothing that a failure would be better than.
    const same = !first && result === shown;
    const worse = first || badness(result) > badness(shown);
    streak = same ? 0 : streak > 0 && worse === streakIsWorse ? streak + 1 : 1;
    streakIsWorse = worse;
    if (same) return { status: shown };
    const needed = worse ? failureThreshold : successThreshold;
    if (streak < needed) {
      const words = worse ? "failed" : "recovering,";
      return { status: shown, pending: `${words} ${streak} of ${needed}` };
    }
    first = false;
    shown = result;
    streak = 0;
    return { status: shown };
  };
}
