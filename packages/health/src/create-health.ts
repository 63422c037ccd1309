import { setImmediate } from "node:timers/promises";
import { changeTeller } from "./changes.ts";
import { assertCheck, assertNumbers, type HealthCheck } from "./check.ts";
import { type Component, createComponent } from "./component.ts";
import { assertDependencies } from "./dependencies.ts";
import { createGroups } from "./groups.ts";
import { guard } from "./guard.ts";
import type { Health, HealthOptions, HealthResult, HealthState } from "./health.ts";
import { createHistory } from "./history.ts";
import { createReport, type HealthReport, overallStatus } from "./report.ts";
import type { CheckOutcome } from "./run-check.ts";
import { createSchedule } from "./schedule.ts";

/**
 * Joins health checks into reports for liveness and readiness probes.
 *
 * @throws {TypeError | RangeError} when an option or a check is malformed, as `register` does.
 * @example
 * const health = createHealth({ version: "1.0.0" });
 * health.register({ name: "database", run: (signal) => database.ping({ signal }) });
 * health.start();
 * const { status } = await health.probe("ready");
 */
export function createHealth(options: HealthOptions): Health {
  const { version, checks = [], now = Date.now, historySize = 200 } = options;
  const defaults = {
    timeoutMs: options.timeoutMs ?? 5_000,
    intervalMs: options.intervalMs ?? 10_000,
    failureThreshold: options.failureThreshold ?? 1,
    successThreshold: options.successThreshold ?? 1,
  };
  assertNumbers(defaults, "createHealth");
  // A wall clock that is set at boot must not become years of uptime.
  const uptimeClock = options.now ?? (() => performance.now());
  const startMs = uptimeClock();
  const notify = guard(options.onProblem);
  const components = new Map<string, Component>();
  const groups = createGroups(components, options.groups ?? {});
  const history = createHistory(historySize);
  const counts = { runs: 0, failures: 0, timeouts: 0 };
  let state: HealthState = options.starting ? "starting" : "ready";
  let started = false;
  let checking = 0;
  let reportDue: NodeJS.Timeout | undefined;
  let reportNotBeforeMs = 0;
  const listeners = new Set<(result: HealthResult) => void>();

  const run = async (component: Component) => {
    if (state === "stopped") return;
    if (!component.runner.running()) counts.runs += 1;
    await component.runner.run();
  };
  const schedule = createSchedule({
    run,
    delayed: (delayMs, skipped) => notify.call(options.onTurn, { delayMs, skipped }),
  });
  const changes = changeTeller(components, {
    run,
    tell(change) {
      const { name, status, formerStatus, formerDurationMs, component, causedBy } = change;
      history.add({
        name,
        status,
        formerStatus,
        at: new Date(now()).toISOString(),
        formerDurationMs,
        ...(component.message !== undefined && { message: component.message }),
        ...(causedBy !== undefined && { causedBy }),
      });
      if (components.get(name)?.announced !== false) notify.call(options.onChange, change);
    },
  });

  /** Many results of one moment are one report; of thousands of components it is a costly one. */
  const reportSoon = () => {
    if (checking > 0 || !options.onReport || reportDue) return;
    const waitMs = Math.max(0, reportNotBeforeMs - performance.now());
    reportDue = setTimeout(() => {
      reportDue = undefined;
      const beginMs = performance.now();
      notify.call(options.onReport, describe(undefined));
      reportNotBeforeMs = performance.now() + 50 * (performance.now() - beginMs);
    }, waitMs).unref();
  };
  const record = (component: Component, outcome: CheckOutcome) => {
    const { name, measured } = component;
    if (!present(component)) return;
    const { status, detailsDropped, durationMs, timedOut } = outcome;
    if (status === "unhealthy") counts.failures += 1;
    if (timedOut) counts.timeouts += 1;
    if (detailsDropped)
      notify.problem("details_dropped", `${name}: details are no JSON object of at most 64 KiB`);
    changes.record(component, outcome, now());
    const result = { name, status, durationMs, timedOut, measured, component: component.last };
    notify.call(options.onResult, result);
    for (const listener of listeners) notify.call(listener, result);
    reportSoon();
  };

  const register = (check: HealthCheck) => {
    if (state === "stopped") throw new Error("this health is closed");
    assertCheck(check);
    if (components.has(check.name))
      throw new TypeError(
        `a health check named ${JSON.stringify(check.name)} is registered already`,
      );
    const component = createComponent(check, defaults, record);
    if (started) assertDependencies([component], components);
    components.set(check.name, component);
    if (started) schedule.add(component);
  };

  /** What the state of the process says of a group, whatever its members do. */
  const imposed = (
    group: string | undefined,
  ): Pick<HealthReport, "status" | "reason"> | undefined => {
    if (state === "starting" && (group === "ready" || group === "startup"))
      return { status: "unknown", reason: state };
    if ((state === "draining" || state === "stopped") && group === "ready")
      return { status: "unhealthy", reason: state };
    return undefined;
  };
  const describe = (group: string | undefined, members = groups.members(group)) =>
    createReport(members, {
      ...(imposed(group) ?? { status: overallStatus(members) }),
      version,
      timestampMs: now(),
      uptimeMs: uptimeClock() - startMs,
    });
  const fresh = ({ checkedAtMs, maxAgeMs }: Component) =>
    started && checkedAtMs !== undefined && performance.now() - checkedAtMs <= maxAgeMs;
  /** One of thousands whose first run has not begun: a probe must not begin them all at once. */
  const hasItsTurnYet = ({ checkedAtMs, runner }: Component) =>
    started && checkedAtMs === undefined && !runner.running();
  /** Resolves when each has a new result and its changes are told. */
  const runAll = (members: readonly Component[]) =>
    Promise.all(members.map((component) => run(component).then(() => component.told)));
  const present = (component: Component) => components.get(component.name) === component;

  const close = async ({ timeoutMs = 1_000 }: { readonly timeoutMs?: number } = {}) => {
    state = "stopped";
    schedule.close();
    clearTimeout(reportDue);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    const cancelled = [...components.values()].map(({ runner }) => runner.cancel());
    await Promise.race([Promise.all(cancelled), deadline]);
    clearTimeout(timer);
  };

  for (const check of checks) register(check);
  return {
    get state() {
      return state;
    },
    register,
    unregister(name) {
      const component = components.get(name);
      if (!component) return false;
      schedule.remove(component);
      void component.runner.cancel();
      components.delete(name);
      changes.released();
      return true;
    },
    start() {
      if (started || state === "stopped") return;
      groups.assertMembers();
      assertDependencies(components.values(), components);
      started = true;
      if (state === "starting") state = "ready";
      for (const component of components.values()) schedule.add(component);
    },
    async check(group) {
      const members = groups.members(group);
      checking += 1;
      await runAll(members);
      checking -= 1;
      const report = describe(group, members.filter(present));
      if (group === undefined) notify.call(options.onReport, report);
      else reportSoon();
      return report;
    },
    async probe(group) {
      const members = groups.members(group);
      const stale = imposed(group)
        ? []
        : members.filter((member) => !fresh(member) && !hasItsTurnYet(member));
      if (stale.length === 0) return describe(group, members);
      await runAll(stale);
      return describe(group, members.filter(present));
    },
    async refresh(name) {
      const component = components.get(name);
      if (!component || state === "stopped") return false;
      // A run under way may have looked before what the caller knows of; settling takes it a turn.
      if (component.runner.running()) await run(component).then(() => setImmediate());
      await run(component);
      await component.told;
      return true;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    groups: groups.names,
    drain() {
      if (state !== "stopped") state = "draining";
    },
    report: (group) => describe(group),
    history: history.read,
    stats: () => ({
      checks: components.size,
      running: [...components.values()].filter(({ runner }) => runner.running()).length,
      ...counts,
      skipped: schedule.stats().skipped,
      draining: state === "draining" || state === "stopped",
    }),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
