import type { ExportOutcome } from "./run-exports.ts";

/** The program was told to try later: EX_TEMPFAIL of sysexits.h, which cron jobs and mailers know. */
export const tryLater = 75;

/** 0: all done; 75: what failed may succeed later by itself; 1: it will not. */
export function exitCodeOf(outcomes: readonly ExportOutcome[]): number {
  const errors = outcomes.flatMap((outcome) => ("error" in outcome ? [outcome.error] : []));
  if (errors.length === 0) return 0;
  return errors.every(isTemporary) ? tryLater : 1;
}

/** Whether the same may succeed later: our own errors say so. */
function isTemporary(error: unknown): boolean {
  return error instanceof Error && "retryable" in error && error.retryable === true;
}
