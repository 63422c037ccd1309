import { assertGroupName } from "./groups.ts";

/** The state of a component or of the whole. */
export type HealthStatus = "healthy" | "degraded" | "unhealthy" | "unknown";

/** What a check may return. Resolving with nothing means healthy. */
export interface HealthCheckResult {
  readonly status: HealthStatus;
  /** Shown in the report: its first line, cut at 300 characters, URLs without credentials or query. */
  readonly message?: string;
  /** Shown in the report as JSON; at most 64 KiB. Left out when it can't be written as JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What any check may set beside its name and its work. */
export interface HealthCheckSettings {
  /**
   * Whether its failure makes the whole unhealthy. A failure of a check that is not critical
   * degrades the whole.
   *
   * @default true
   */
  readonly critical?: boolean;
  /**
   * The endpoints it counts for, besides `/health`: `ready`, `startup` or a name of your own, which
   * is served as `/health/<name>`. An empty list: `/health` only.
   *
   * @default ["ready"]
   */
  readonly groups?: readonly string[];
  /**
   * Whether it counts for `/health/live` too. Its failure then restarts this process, which helps
   * no dependency that is down: for faults of the process itself only.
   *
   * @default false
   */
  readonly unsafeInLive?: boolean;
  /**
   * Milliseconds until the run counts as unhealthy.
   *
   * @default `timeoutMs` of `createHealth`
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds from one run in the background to the next, give or take a tenth.
   *
   * @default `intervalMs` of `createHealth`
   */
  readonly intervalMs?: number;
  /**
   * Milliseconds for which a probe is answered from a result without a new run.
   *
   * @default `intervalMs` and `timeoutMs` together, so that only a refresh that is late is waited for
   */
  readonly maxAgeMs?: number;
  /**
   * Worse results in a row until the status falls.
   *
   * @default `failureThreshold` of `createHealth`
   */
  readonly failureThreshold?: number;
  /**
   * Better results in a row until the status rises. A first healthy result counts at once.
   *
   * @default `successThreshold` of `createHealth`
   */
  readonly successThreshold?: number;
  /**
   * Names of the checks without which this one can't be healthy. Its failure while one of them
   * fails is not its own: the change names the culprit as `causedBy`.
   *
   * @default []
   */
  readonly dependsOn?: readonly string[];
  /**
   * Whether `onChange` is told of its changes. False for a component that tells of itself by other
   * means, such as alerts of its own.
   *
   * @default true
   */
  readonly announced?: boolean;
  /**
   * Whether its results are worth series of its own in metrics. False for one of thousands.
   *
   * @default true
   */
  readonly measured?: boolean;
}

/** Something whose health can be asked for: a database, a disk, another service. */
export interface HealthCheck extends HealthCheckSettings {
  /** Unique within one `createHealth`; at most 200 characters. The component's key in the report. */
  readonly name: string;
  /**
   * Resolves with nothing when healthy, throws when unhealthy, or returns a result.
   * The first line of a thrown error's message is shown, never its stack.
   *
   * Never runs twice at the same time. `signal` aborts at the timeout: pass it on, because the
   * next run waits until this one has settled.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most checks return nothing, async or not.
  run(signal: AbortSignal): Promise<HealthCheckResult | void> | HealthCheckResult | void;
}

/** The status words, worst first. */
export const worstFirst: readonly HealthStatus[] = ["unhealthy", "unknown", "degraded", "healthy"];

const longestNameCharacters = 200;
const longestTimerMs = 2_147_483_647;

/** Settings whose values are milliseconds that Node's timers can wait, or counts of results. */
export function assertNumbers(settings: object, where: string): void {
  for (const [key, value] of Object.entries(settings) as [string, number | undefined][]) {
    if (value === undefined) continue;
    const count = key.endsWith("Threshold");
    if (count ? !(Number.isInteger(value) && value >= 1) : !(value > 0 && value <= longestTimerMs))
      throw new RangeError(
        `${where}: ${key} is ${value}, must be ${count ? "a whole number from 1" : `more than 0 and at most ${longestTimerMs}`}`,
      );
  }
}

/** @throws {TypeError | RangeError} when a check can't be registered as it is. */
export function assertCheck(check: HealthCheck): void {
  const { name, groups = [], dependsOn = [], timeoutMs, intervalMs, maxAgeMs } = check;
  if (typeof name !== "string" || name === "" || name.length > longestNameCharacters)
    throw new TypeError(
      `a health check's name must be a string of 1 to ${longestNameCharacters} characters`,
    );
  const where = `health check ${JSON.stringify(name)}`;
  if (typeof check.run !== "function") throw new TypeError(`${where}: run must be a function`);
  const { failureThreshold, successThreshold } = check;
  assertNumbers({ timeoutMs, intervalMs, maxAgeMs, failureThreshold, successThreshold }, where);
  for (const [key, list] of Object.entries({ groups, dependsOn }))
    if (!Array.isArray(list) || list.some((entry) => typeof entry !== "string"))
      throw new TypeError(`${where}: ${key} must be a list of names`);
  for (const group of groups) assertGroupName(group, where);
}
