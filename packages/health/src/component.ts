import type { HealthCheck, HealthCheckSettings, HealthStatus } from "./check.ts";
import { goDuration } from "./go-duration.ts";
import { type ComponentReport, notChecked } from "./report.ts";
import { type CheckOutcome, type CheckRunner, checkRunner } from "./run-check.ts";
import { thresholdJudge, type Verdict } from "./thresholds.ts";

/** A failure that was told as somebody else's. */
export interface HeldFailure {
  readonly formerStatus: HealthStatus;
  readonly causedBy: string;
  /** Failures since the culprit is well again; undefined while it is not. */
  failuresSince?: number;
}

/** A registered check and what is known of it. */
export interface Component extends Required<HealthCheckSettings> {
  readonly name: string;
  readonly runner: CheckRunner;
  readonly judge: (result: HealthStatus) => Verdict;
  last: ComponentReport;
  /** Whether the last result was unhealthy, before thresholds. */
  failing: boolean;
  /** On the steady clock, in milliseconds; undefined before the first result. */
  checkedAtMs?: number;
  /** On the steady clock, in milliseconds. */
  changedAtMs: number;
  held: HeldFailure | undefined;
  /** Settles when every change so far has been told. */
  told: Promise<void>;
}

/** What a check gets that does not say so itself. */
export type ComponentDefaults = Required<
  Pick<HealthCheckSettings, "timeoutMs" | "intervalMs" | "failureThreshold" | "successThreshold">
>;

export function createComponent(
  check: HealthCheck,
  defaults: ComponentDefaults,
  record: (component: Component, outcome: CheckOutcome) => void,
): Component {
  const { name, timeoutMs = defaults.timeoutMs, intervalMs = defaults.intervalMs } = check;
  const {
    failureThreshold = defaults.failureThreshold,
    successThreshold = defaults.successThreshold,
  } = check;
  const component: Component = {
    name,
    critical: check.critical ?? true,
    groups: check.groups ?? ["ready"],
    unsafeInLive: check.unsafeInLive ?? false,
    dependsOn: check.dependsOn ?? [],
    announced: check.announced ?? true,
    measured: check.measured ?? true,
    timeoutMs,
    intervalMs,
    maxAgeMs: check.maxAgeMs ?? intervalMs + timeoutMs,
    failureThreshold,
    successThreshold,
    runner: checkRunner(check, timeoutMs, (outcome) => record(component, outcome)),
    judge: thresholdJudge({ failureThreshold, successThreshold }),
    last: notChecked(name),
    failing: false,
    changedAtMs: performance.now(),
    held: undefined,
    told: Promise.resolve(),
  };
  return component;
}

/** Takes one result in; what the component shows follows from it. */
export function takeResult(component: Component, outcome: CheckOutcome, timestampMs: number): void {
  const { status, message, details, durationMs } = outcome;
  const verdict = component.judge(status);
  const shown = verdict.pending ? [verdict.pending, message].filter(Boolean).join(": ") : message;
  component.failing = status === "unhealthy";
  component.checkedAtMs = performance.now();
  component.last = {
    name: component.name,
    status: verdict.status,
    last_checked: new Date(timestampMs).toISOString(),
    ...(shown !== undefined && { message: shown }),
    duration: goDuration(durationMs),
    duration_ms: durationMs,
    ...(details && { details }),
  };
}
