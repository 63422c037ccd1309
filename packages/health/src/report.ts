import { type HealthStatus, worstFirst } from "./check.ts";
import { goDuration } from "./go-duration.ts";

/** The last known state of one component, as it is written in the JSON. */
export interface ComponentReport {
  readonly name: string;
  readonly status: HealthStatus;
  /** When this state was found, ISO 8601. Absent before the first run has ended. */
  readonly last_checked?: string;
  readonly message?: string;
  /** How long the run took, as Go prints durations: `5ms`. */
  readonly duration: string;
  /** How long the run took in milliseconds, with up to three decimals. */
  readonly duration_ms: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The answer of `/health`, `/health/ready` and `/health/live`, as it is written in the JSON. */
export interface HealthReport {
  /** The worst of the components: unhealthy, unknown, degraded, healthy. */
  readonly status: HealthStatus;
  /** Why readiness or startup has this status whatever the components say. */
  readonly reason?: "starting" | "draining" | "stopped";
  /** When the report was made, ISO 8601. */
  readonly timestamp: string;
  readonly version: string;
  /** Since `createHealth`, as Go prints durations: `2h30m15s`. */
  readonly uptime: string;
  /** Since `createHealth`, in whole seconds. */
  readonly uptime_seconds: number;
  readonly components: Readonly<Record<string, ComponentReport>>;
}

/** One component and its weight in the whole. */
export interface Member {
  readonly critical: boolean;
  readonly last: ComponentReport;
}

/** The state before the first run has ended. */
export function notChecked(name: string): ComponentReport {
  return { name, status: "unknown", message: "not checked yet", duration: "0s", duration_ms: 0 };
}

/** The worst status, where a member that is not critical counts as degraded at most. */
export function overallStatus(members: readonly Member[]): HealthStatus {
  const found = new Set(
    members.map(({ critical, last: { status } }) =>
      critical || status === "healthy" ? status : "degraded",
    ),
  );
  return worstFirst.find((status) => found.has(status)) ?? "healthy";
}

/** Writes the report of some components. */
export function createReport(
  members: readonly Member[],
  {
    status,
    reason,
    version,
    timestampMs,
    uptimeMs,
  }: Pick<HealthReport, "status" | "version"> & {
    readonly reason?: HealthReport["reason"];
    readonly timestampMs: number;
    readonly uptimeMs: number;
  },
): HealthReport {
  const uptimeSeconds = Math.max(0, Math.floor(uptimeMs / 1_000));
  return {
    status,
    ...(reason && { reason }),
    timestamp: new Date(timestampMs).toISOString(),
    version,
    uptime: goDuration(uptimeSeconds * 1_000),
    uptime_seconds: uptimeSeconds,
    // fromEntries defines each key, where an assignment to "__proto__" would not.
    components: Object.fromEntries(members.map(({ last }) => [last.name, last])),
  };
}
