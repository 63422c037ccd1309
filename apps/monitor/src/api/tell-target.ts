import type { HttpAnswer } from "../targets/call-http.ts";
import type { Target } from "../targets/target.ts";
import { Refused } from "./operation.ts";

/** For what a person waits for. */
export const askMs = 5_000;

/** What is passed on to a target. */
export interface Told {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  /** JSON. */
  readonly body?: string | undefined;
  /**
   * In milliseconds.
   *
   * @default 5000
   */
  readonly waitMs?: number;
}

/**
 * Tells the target's own alerter, with the target's token; its alerts are read anew at the next look.
 *
 * @throws {Refused} Its token is not configured.
 * @throws {NoAnswer}
 */
export async function tellTarget(
  target: Target,
  { method, path, body, waitMs = askMs }: Told,
): Promise<HttpAnswer> {
  if (target.config.token === undefined)
    throw new Refused(
      "the target is read-only here: without its token in the configuration nothing can be passed on",
    );
  const answer = await target.ask(path, {
    method,
    signal: AbortSignal.timeout(waitMs),
    ...(body !== undefined && { body }),
  });
  target.alerts.outdate();
  return answer;
}
