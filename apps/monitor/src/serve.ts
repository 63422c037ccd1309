import {
  createTelemetry,
  foundConfigFile,
  loadTelemetryConfig,
  type Telemetry,
} from "@ettl/telemetry";
import { serveApp, serverOptions, telemetryApp } from "@ettl/telemetry/hono";
import { profilingRoutes } from "@ettl/telemetry/profiling";
import type { ConfigSource } from "@ettl/telemetry/program";
import { reopenOnHangup, stopOnSignals } from "@ettl/telemetry/signals";
import { Hono } from "hono";
import { apiRoutes } from "./api/routes.ts";
import { sessionRoutes } from "./api/session-routes.ts";
import { pageLinks } from "./config/page.ts";
import { type PingRoutesOptions, pingRoutes } from "./heartbeats/ping-routes.ts";
import { createFeed, type Feed } from "./live/feed.ts";
import { feedToMetrics } from "./live/feed-metrics.ts";
import { liveRoutes } from "./live/live-routes.ts";
import { liveUpgrade } from "./live/live-upgrade.ts";
import { createMonitor, type Monitor } from "./monitor.ts";
import { type MonitorConfig, monitorConfiguration } from "./monitor-config.ts";
import type { SelfFacts } from "./page/page-context.ts";
import { pageRoutes } from "./page/page-routes.tsx";
import { keptPushes } from "./push/kept-pushes.ts";
import { pushRoutes } from "./push/push-routes.ts";
import type { PushTarget } from "./push/push-target.ts";
import { createReloads } from "./reload.ts";
import { openStore } from "./state/open-store.ts";
import type { HeartbeatConfig } from "./watch/jobs.ts";

export interface ServeOptions {
  readonly source: ConfigSource;
  readonly port: number | undefined;
  readonly version: string;
}

/** Runs the monitor until a signal ends the process. */
export async function serveMonitor({ source, port, version }: ServeOptions): Promise<never> {
  // From the first moment on: unheard, the signal would end the process.
  let onHangup = () => {
    isOutdated = true;
  };
  let isOutdated = false;
  process.on("SIGHUP", () => onHangup());
  // Looked for once: a file that is gone when it is read anew is no empty configuration.
  const file = source.file ?? foundConfigFile();
  const load = () =>
    loadTelemetryConfig({
      ...monitorConfiguration,
      ...source,
      file,
      flags: { "monitoring.metrics_port": port },
    });
  const config = await load();
  const telemetry = await createTelemetry(config, { version, listen: false });
  const { logger } = telemetry;
  const report = ({ code, message }: { readonly code: string; readonly message: string }) =>
    logger.warn({ code }, message);
  const store = await openStore(config.monitoring.stateDir, config.history, report);
  const feed = createFeed();
  feedToMetrics(telemetry.metrics, feed);
  const pushes = config.push.enabled
    ? keptPushes(store, { ...config.push, metrics: telemetry.metrics, onProblem: report })
    : undefined;
  const monitor = createMonitor({
    telemetry,
    store,
    watched: config,
    samples: config.history.samples,
    events: feed,
    reloads: () => reloads.state(),
  });
  let heartbeats: readonly HeartbeatConfig[] = config.heartbeats;
  const reloads = createReloads({
    telemetry,
    config,
    load,
    apply(watched) {
      heartbeats = watched.heartbeats;
      return monitor.apply(watched);
    },
    now: Date.now,
  });
  const app = monitorApp({
    telemetry,
    config,
    monitor,
    feed,
    pushes,
    heartbeats: () => heartbeats,
    version,
  });
  const { authorize } = telemetry.access;
  const server = config.monitoring.enabled
    ? await serveApp(app, {
        ...serverOptions(telemetry),
        upgrade: liveUpgrade(feed, { authorize }),
        // Streams and sockets don't end by themselves.
        onClose: () => feed.close(),
      })
    : undefined;
  // Before anybody is told that it has started.
  stopOnSignals(telemetry, { afterStop: () => monitor.close() });
  reopenOnHangup(telemetry);
  onHangup = () => {
    void reloads.reload();
    void server?.reloadCertificate();
  };
  await telemetry.start({ server });
  logger.info(
    {
      address: server?.address,
      targets: config.targets.length,
      probes: config.probes.length,
      heartbeats: config.heartbeats.length,
      state: store.durable ? "on disk" : "in memory",
    },
    "monitor.started",
  );
  if (isOutdated) onHangup();
  return untilSignalled();
}

/** Everything that the monitor serves, in one app. */
function monitorApp({
  telemetry,
  config,
  monitor,
  feed,
  pushes,
  heartbeats,
  version,
}: {
  readonly telemetry: Telemetry;
  readonly config: MonitorConfig;
  readonly monitor: Monitor;
  readonly feed: Feed;
  readonly pushes: PushTarget | undefined;
  readonly heartbeats: () => readonly HeartbeatConfig[];
  readonly version: string;
}): Hono {
  const { access, logger } = telemetry;
  const onProblem = ({ code, message }: { readonly code: string; readonly message: string }) =>
    logger.error({ code }, message);
  const { authorize } = access;
  const app = telemetryApp(telemetry, {
    first: pageRoutes(monitor.parts, {
      authorize,
      scopeOf: access.scopeOf,
      login: access,
      hasLogin: config.monitoring.authToken !== undefined,
      links: pageLinks(config.page),
      title: config.page.title,
      self: selfFacts(telemetry, monitor, config, version),
    }),
    maxBodyBytes: ({ url }) => maxBodyBytes(new URL(url).pathname, config.push.maxBodyBytes),
  });
  app.route("/", sessionRoutes(telemetry));
  app.route("/", apiRoutes(monitor.parts, { authorize, version }));
  app.route("/", liveRoutes(feed, { authorize }));
  app.route("/", profilingRoutes(telemetry, { authorize }));
  if (pushes)
    // As a Pushgateway, it takes what is pushed from whoever reaches it, unless there is a token.
    app.route(
      "/",
      pushRoutes(pushes, config.monitoring.authToken === undefined ? {} : { authorize }),
    );
  app.route("/", pingRoutesOf(monitor, heartbeats, { pingKey: config.pings.pingKey, onProblem }));
  return app;
}

/** What the monitor says of itself on each page. */
function selfFacts(
  { health }: Telemetry,
  { parts }: Monitor,
  { history }: MonitorConfig,
  version: string,
): () => SelfFacts {
  const startedAtMs = Date.now() - performance.now();
  return () => ({
    version,
    startedAtMs,
    skipped: health.stats().skipped,
    durable: parts.store.durable,
    keptDays: Math.round(history.maxAgeDays),
  });
}

const usualBodyBytes = 1_048_576;

/** A ping's log is read to its end in little memory, a push has a limit of its own. */
function maxBodyBytes(path: string, pushBytes: number): number {
  if (path.startsWith("/ping/")) return Number.POSITIVE_INFINITY;
  return path.startsWith("/metrics/job") ? Math.max(usualBodyBytes, pushBytes) : usualBodyBytes;
}

/** The keys change when the configuration is read anew. */
function pingRoutesOf(
  monitor: Monitor,
  heartbeats: () => readonly HeartbeatConfig[],
  options: Omit<PingRoutesOptions, "heartbeats">,
): Hono {
  let known: readonly HeartbeatConfig[] | undefined;
  let routes: Hono | undefined;
  const app = new Hono();
  app.all("/ping/*", (context) => {
    if (routes === undefined || known !== heartbeats()) {
      known = heartbeats();
      routes = pingRoutes(monitor, { ...options, heartbeats: known });
    }
    return routes.fetch(context.req.raw, context.env);
  });
  return app;
}

/** Keeps the process alive, whether a server runs or not. */
function untilSignalled(): Promise<never> {
  setInterval(() => {}, 2 ** 31 - 1);
  return new Promise(() => {});
}
