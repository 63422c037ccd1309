import { isDeepStrictEqual } from "node:util";
import type { Telemetry } from "@ettl/telemetry";
import type { MonitorParts } from "./api/monitor-parts.ts";
import { asWatch, dependenciesFirst } from "./config/components.ts";
import type { ProbeConfig } from "./config/probes.ts";
import type { TargetConfig } from "./config/targets.ts";
import type { Ping } from "./heartbeats/ping.ts";
import { probeCheck } from "./probes/probe-check.ts";
import { createSamples } from "./samples/samples.ts";
import type { MonitorStore, WatchKind } from "./state/monitor-store.ts";
import { createTarget, type Target } from "./targets/target.ts";
import { isCounter } from "./targets/target-metrics.ts";
import { runsToMetrics } from "./watch/heartbeat-metrics.ts";
import { createJobs, type HeartbeatConfig, jobJson } from "./watch/jobs.ts";
import { createPublicStatus } from "./watch/public-status.ts";
import { createRecentRuns } from "./watch/recent-runs.ts";
import { watchesToMetrics } from "./watch/watch-metrics.ts";
import { componentName, createWatches } from "./watch/watches.ts";

/** What is watched; the part of the configuration that can change while the monitor runs. */
export interface Watched {
  readonly targets: readonly TargetConfig[];
  readonly probes: readonly ProbeConfig[];
  readonly heartbeats: readonly HeartbeatConfig[];
}

/** Where the monitor tells what happens, as it happens. */
export interface MonitorEvents {
  publish(type: string, data: unknown): void;
  /** For what comes often and supersedes itself. */
  publishTick(type: string, key: string, data: unknown): void;
}

/** What `createMonitor` takes. */
export interface MonitorOptions {
  readonly telemetry: Telemetry;
  readonly store: MonitorStore;
  readonly watched: Watched;
  /** Whether values are kept for charts. */
  readonly samples: boolean;
  readonly events: MonitorEvents;
  readonly reloads: MonitorParts["reloads"];
  /** @default Date.now */
  readonly now?: () => number;
}

/** The engine: everything that is watched, whatever serves it. */
export interface Monitor {
  readonly parts: MonitorParts;
  ping(name: string, ping: Ping): Promise<void>;
  /** Watches this from now on; what is in both keeps its state. Returns what changed. */
  apply(watched: Watched): { readonly added: string[]; readonly removed: string[] };
  close(): Promise<void>;
}

const heartbeatLookMs = 30_000;
const tendMs = 10_000;

/** Begins to watch, once telemetry has started. */
export function createMonitor(options: MonitorOptions): Monitor {
  const { telemetry, store, events, now = Date.now } = options;
  const { health, alerts, metrics, logger } = telemetry;
  const targets = new Map<string, Target>();
  const probes = new Map<string, ProbeConfig>();
  const samples = createSamples({ now, archive: store.archive });

  const watches = createWatches({
    health,
    store,
    now,
    onChange({ kind, name, status, former, message }, view) {
      // The first result of each is no news.
      const level = status === "unhealthy" ? "warn" : former === "unknown" ? "debug" : "info";
      logger[level]({ kind, watch: name, status, former, reason: message }, "watch.changed");
      events.publish("watch.changed", view);
    },
    onResult(view) {
      const { kind, name, duration_ms: ms, last_checked } = view;
      if (options.samples && kind !== "heartbeat" && ms !== undefined)
        samples.gauge(`${kind} ${name}`, "check_duration_seconds", ms / 1_000);
      events.publishTick("watch.checked", `${kind} ${name}`, {
        kind,
        name,
        status: view.status,
        last_checked,
        duration_ms: ms,
      });
    },
  });
  const runs = runsToMetrics(metrics);
  const recentRuns = createRecentRuns(store);
  const jobs = createJobs({
    heartbeats: options.watched.heartbeats,
    store,
    alerts,
    now,
    onRun(run) {
      runs.onRun(run);
      recentRuns.note(run);
      events.publish("run", run);
    },
    onChange: (name) => void watches.refresh("heartbeat", name),
    onProblem: ({ code, message }) => logger.warn({ code }, message),
  });

  const addTarget = (config: TargetConfig) => {
    const { name } = config;
    const target = createTarget(config, ({ values }) => {
      if (!options.samples) return;
      for (const [metric, value] of values ?? [])
        samples[isCounter(metric) ? "counter" : "gauge"](`target ${name}`, metric, value);
    });
    targets.set(name, target);
    const { intervalMs, timeoutMs, failureThreshold, successThreshold, dependsOn } = config;
    watches.add({
      kind: "target",
      name,
      public: config.public,
      check: {
        run: (signal) => target.check(signal),
        ...(intervalMs !== undefined && { intervalMs }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(failureThreshold !== undefined && { failureThreshold }),
        ...(successThreshold !== undefined && { successThreshold }),
        ...(dependsOn !== undefined && { dependsOn }),
      },
    });
  };
  const addProbe = (config: ProbeConfig) => {
    const { name: _, critical: __, groups: ___, ...check } = probeCheck(config);
    probes.set(config.name, config);
    watches.add({ kind: "probe", name: config.name, public: config.public, check });
  };
  const addHeartbeat = ({ name, public: isPublic }: HeartbeatConfig) => {
    const job = jobs.view(name);
    if (job) runs.restore(name, jobJson(job).last_good_at);
    watches.add({
      kind: "heartbeat",
      name,
      public: isPublic,
      check: { ...jobs.check(name), intervalMs: heartbeatLookMs },
    });
  };

  for (const target of options.watched.targets) addTarget(target);
  for (const probe of options.watched.probes) addProbe(probe);
  for (const heartbeat of options.watched.heartbeats) addHeartbeat(heartbeat);
  watchesToMetrics(metrics, () => watches.list());

  const tend = setInterval(() => store.tend(now()), tendMs).unref();
  let alertCounts = "";
  // Alerts have no event of their own for a resolve; their counters tell of every change.
  const look = setInterval(() => {
    const counts = JSON.stringify([alerts.stats(), ...[...targets.values()].map(readAt)]);
    if (counts !== alertCounts && alertCounts !== "")
      events.publish("alerts.changed", { firing: alerts.stats().firing });
    alertCounts = counts;
  }, 500).unref();
  store.tend(now());

  const remove = (kind: WatchKind, name: string) => {
    watches.remove(kind, name);
    resolveGone(kind, name);
  };
  /** Nobody will see it well again. */
  const resolveGone = (kind: WatchKind, name: string) => {
    const component = componentName(kind, name);
    void alerts.resolve(
      {
        title: `Health check failing: ${component}`,
        source: "health",
        labels: { component },
        message: `${name} is no longer watched`,
      },
      { waitMs: 0 },
    );
  };
  let watched = options.watched;

  return {
    parts: {
      now,
      watches,
      targets,
      probes,
      job(name) {
        const view = jobs.view(name);
        return view && jobJson(view);
      },
      store,
      recentRuns,
      publicStatus: createPublicStatus({ watches, store, now }),
      samples,
      alerts,
      reloads: options.reloads,
    },
    async ping(name, ping) {
      await jobs.ping(name, ping);
      // What a job did shows at its program at once.
      if (ping.kind !== "log" && targets.has(name)) void watches.refresh("target", name);
    },
    apply(next) {
      const added: string[] = [];
      const removed: string[] = [];
      const missing: (ReturnType<typeof asWatch> & { readonly add: () => void })[] = [];
      const follow = <T extends { readonly name: string; readonly dependsOn?: readonly string[] }>(
        kind: WatchKind,
        before: readonly T[],
        after: readonly T[],
        add: (config: T) => void,
        forget: (name: string) => void,
      ) => {
        const wanted = new Map(after.map((one) => [one.name, one]));
        const kept = new Set<string>();
        for (const one of before) {
          if (isDeepStrictEqual(wanted.get(one.name), one)) kept.add(one.name);
          else {
            forget(one.name);
            if (wanted.has(one.name)) watches.remove(kind, one.name);
            else remove(kind, one.name);
            removed.push(`${kind} ${one.name}`);
          }
        }
        for (const one of after)
          if (!kept.has(one.name)) {
            missing.push({ ...asWatch(kind, one), add: () => add(one) });
            added.push(`${kind} ${one.name}`);
          }
      };
      if (!isDeepStrictEqual(watched.heartbeats, next.heartbeats)) jobs.replace(next.heartbeats);
      follow("target", watched.targets, next.targets, addTarget, (name) => targets.delete(name));
      follow("probe", watched.probes, next.probes, addProbe, (name) => probes.delete(name));
      follow("heartbeat", watched.heartbeats, next.heartbeats, addHeartbeat, runs.forget);
      for (const { add } of dependenciesFirst(missing)) add();
      watched = next;
      if (added.length + removed.length > 0) events.publish("watches.changed", { added, removed });
      return { added, removed };
    },
    async close() {
      clearInterval(tend);
      clearInterval(look);
      jobs.close();
      store.tend(now());
      await store.close();
    },
  };
}

const readAt = ({ alerts }: Target) => alerts.readAtMs;
