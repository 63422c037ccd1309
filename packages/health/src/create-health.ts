import { assertCheck, assertTimeoutMs, type HealthCheck, type HealthStatus } from "./check.ts";
import { goDuration } from "./go-duration.ts";
import { guard, type HealthProblem } from "./guard.ts";
import {
  type ComponentReport,
  createReport,
  type HealthReport,
  notChecked,
  overallStatus,
} from "./report.ts";
import { type CheckOutcome, type CheckRunner, checkRunner } from "./run-check.ts";

/** A component's change of status. */
export interface HealthChange {
  readonly name: string;
  readonly status: HealthStatus;
  /** `unknown` when this is the first result. */
  readonly formerStatus: HealthStatus;
  readonly critical: boolean;
  /** The component as reports show it from now on. */
  readonly component: ComponentReport;
}

/** What {@link createHealth} takes. */
export interface HealthOptions {
  /** The version of your program, shown in each report. */
  readonly version: string;
  /**
   * Checks to begin with; more by `register`.
   *
   * @default []
   */
  readonly checks?: readonly HealthCheck[];
  /**
   * Milliseconds until a run counts as unhealthy, unless the check has its own.
   *
   * @default 5000
   */
  readonly timeoutMs?: number;
  /**
   * Milliseconds since 1970, for timestamps and uptime.
   *
   * @default Date.now, uptime from a steady clock
   */
  readonly now?: () => number;
  /** Called with the report of each `check()`. */
  readonly onReport?: (report: HealthReport) => void;
  /** Called once per change of a component's status, the first result included. */
  readonly onChange?: (change: HealthChange) => void;
  /** Called with what would have been logged. */
  readonly onProblem?: (problem: HealthProblem) => void;
}

/** Counts since `createHealth`, except where they say "now". */
export interface HealthStats {
  /** Components registered now. */
  readonly checks: number;
  /** Runs not settled now, past their timeout or not. */
  readonly running: number;
  readonly runs: number;
  /** Runs that ended unhealthy, timeouts included. */
  readonly failures: number;
  readonly timeouts: number;
  readonly draining: boolean;
}

/** The health of one process and of what it depends on. */
export interface Health extends AsyncDisposable {
  /**
   * Adds a component; its first run is the next `check()` or `ready()`.
   *
   * @throws {TypeError} when the name is taken, a group is not allowed, or the check is malformed.
   * @throws {RangeError} when `timeoutMs` is no positive number.
   * @throws {Error} after `close`.
   */
  register(check: HealthCheck): void;
  /** Removes a component and aborts its run. False when there is none of that name. */
  unregister(name: string): boolean;
  /** Runs all checks in parallel. Never rejects; settles at the longest timeout at the latest. */
  check(): Promise<HealthReport>;
  /** Runs the checks of the group "ready". While draining: unhealthy at once, nothing runs. */
  ready(): Promise<HealthReport>;
  /** Whether this process works, whatever its dependencies do. Runs no check. */
  live(): Promise<HealthReport>;
  /** Makes readiness unhealthy from now on, for good. Liveness stays. */
  drain(): void;
  /** The last known state of all components, without running any. */
  report(): HealthReport;
  stats(): HealthStats;
  /**
   * Drains, aborts what runs and waits for it to settle, at most `timeoutMs` (default 1000).
   * Afterwards `check()` answers what was last known.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

interface Component {
  readonly critical: boolean;
  readonly ready: boolean;
  readonly runner: CheckRunner;
  last: ComponentReport;
}

/**
 * Joins health checks into reports for liveness and readiness probes.
 *
 * @throws {TypeError | RangeError} when an option or a check is malformed, as `register` does.
 * @example
 * const health = createHealth({ version: "1.0.0" });
 * health.register({ name: "database", run: (signal) => database.ping({ signal }) });
 * const { status } = await health.check();
 */
export function createHealth(options: HealthOptions): Health {
  const { version, checks = [], timeoutMs: defaultTimeoutMs = 5_000, now = Date.now } = options;
  assertTimeoutMs(defaultTimeoutMs, "createHealth");
  // A wall clock that is set at boot must not become years of uptime.
  const uptimeClock = options.now ?? (() => performance.now());
  const startMs = uptimeClock();
  const notify = guard(options.onProblem);
  const components = new Map<string, Component>();
  const counts = { runs: 0, failures: 0, timeouts: 0 };
  let draining = false;
  let closed = false;

  const record = (name: string, component: Component, outcome: CheckOutcome) => {
    if (components.get(name) !== component) return;
    const { status, message, details, detailsDropped, durationMs, timedOut } = outcome;
    if (status === "unhealthy") counts.failures += 1;
    if (timedOut) counts.timeouts += 1;
    const formerStatus = component.last.status;
    component.last = {
      name,
      status,
      last_checked: new Date(now()).toISOString(),
      ...(message !== undefined && { message }),
      duration: goDuration(durationMs),
      duration_ms: durationMs,
      ...(details && { details }),
    };
    if (detailsDropped)
      notify.problem("details_dropped", `${name}: details are no JSON object of at most 64 KiB`);
    const { critical, last } = component;
    if (status !== formerStatus)
      notify.call(options.onChange, { name, status, formerStatus, critical, component: last });
  };

  const register = (check: HealthCheck) => {
    if (closed) throw new Error("this health is closed");
    assertCheck(check);
    const { name, critical = true, groups = ["ready"], timeoutMs = defaultTimeoutMs } = check;
    if (components.has(name))
      throw new TypeError(`a health check named ${JSON.stringify(name)} is registered already`);
    const component: Component = {
      critical,
      ready: groups.includes("ready"),
      runner: checkRunner(check, timeoutMs, (outcome) => record(name, component, outcome)),
      last: notChecked(name),
    };
    components.set(name, component);
  };

  const all = () => [...components.values()];
  const readyOnes = () => all().filter(({ ready }) => ready);
  const describe = (members: readonly Component[], status = overallStatus(members)) =>
    createReport(members, {
      status,
      version,
      timestampMs: now(),
      uptimeMs: uptimeClock() - startMs,
    });
  /** Resolves with those that are still registered when all have run. */
  const runAll = async (members: readonly Component[]) => {
    if (closed) return members;
    await Promise.all(
      members.map(({ runner }) => {
        if (!runner.running()) counts.runs += 1;
        return runner.run();
      }),
    );
    return members.filter((member) => components.get(member.last.name) === member);
  };

  const close = async ({ timeoutMs = 1_000 }: { readonly timeoutMs?: number } = {}) => {
    draining = true;
    closed = true;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([Promise.all(all().map(({ runner }) => runner.cancel())), deadline]);
    clearTimeout(timer);
  };

  for (const check of checks) register(check);
  return {
    register,
    unregister(name) {
      void components.get(name)?.runner.cancel();
      return components.delete(name);
    },
    async check() {
      const report = describe(await runAll(all()));
      notify.call(options.onReport, report);
      return report;
    },
    async ready() {
      const members = draining ? readyOnes() : await runAll(readyOnes());
      return describe(members, draining ? "unhealthy" : undefined);
    },
    live: async () => describe([]),
    drain() {
      draining = true;
    },
    report: () => describe(all()),
    stats: () => ({
      checks: components.size,
      running: all().filter(({ runner }) => runner.running()).length,
      ...counts,
      draining,
    }),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
