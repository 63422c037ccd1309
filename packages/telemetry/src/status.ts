import type { AlertsStats } from "@ettl/alerts";
import type { ComponentReport, Health, HealthStats, HealthStatus } from "@ettl/health";
import type { LogStats } from "@ettl/logging";
import type { MetricsStats } from "@ettl/metrics";
import type { TracingStats } from "@ettl/tracing";
import type { Lifecycle, Parts } from "./lifecycle.ts";
import type { ServerStats } from "./server.ts";

/** Counters as they stand in JSON: snake_case. */
type Wire<T> = T extends readonly (infer E)[]
  ? readonly Wire<E>[]
  : T extends object
    ? Readonly<Record<string, unknown>>
    : T;

/** What `/telemetry/status` answers: which parts are on, and each part's own counters. */
export interface TelemetryStatus {
  readonly running: boolean;
  /** Whether the HTTP server is on. */
  readonly monitoring_enabled: boolean;
  readonly metrics_enabled: boolean;
  readonly tracing_enabled: boolean;
  readonly health_checks_enabled: boolean;
  /** Whether an alert would reach any channel. */
  readonly alerts_enabled: boolean;
  /** `host:port`; empty while nothing listens. */
  readonly http_server_addr: string;
  /** Its connections, and what it refused; absent while nothing listens. */
  readonly http_server?: Wire<ServerStats>;
  readonly service_name: string;
  readonly service_version: string;
  readonly environment: string;
  /** Since telemetry was made, in whole seconds. */
  readonly uptime_seconds: number;
  readonly logging: Wire<LogStats>;
  readonly metrics: Wire<MetricsStats>;
  readonly tracing: Wire<TracingStats>;
  /** The counters, and what was last known of the components; nothing is checked for it. */
  readonly health: Wire<HealthStats> & {
    readonly status: HealthStatus;
    /** Of the group `ready`: unhealthy from the first signal to stop on. */
    readonly ready: HealthStatus;
    /** The worst first, at most 100; none where `health.details` is `never`. */
    readonly components: readonly ComponentReport[];
  };
  readonly alerts: Wire<AlertsStats>;
}

export function statusOf(parts: Parts, lifecycle: Lifecycle, version: string): TelemetryStatus {
  const { config, logger, metrics, tracing, health, alerts } = parts;
  const { monitoring } = config;
  const { serverStats } = lifecycle;
  const alertStats = alerts.stats();
  const metricStats = metrics.stats();
  // Their keys are names that others chose, capitals and all.
  const { series, overflowed } = metricStats;
  return {
    running: lifecycle.running,
    monitoring_enabled: monitoring.enabled,
    metrics_enabled: monitoring.metricsEnabled,
    tracing_enabled: monitoring.tracingEnabled && config.tracing.enabled,
    health_checks_enabled: monitoring.healthChecksEnabled,
    alerts_enabled: alertStats.channels.length > 0,
    http_server_addr: lifecycle.address,
    ...(serverStats && { http_server: wire(serverStats) }),
    service_name: config.tracing.serviceName,
    service_version: config.tracing.serviceVersion ?? version,
    environment: config.tracing.environment,
    uptime_seconds: health.report("live").uptime_seconds,
    logging: wire(logger.stats()),
    metrics: { ...wire(metricStats), series, overflowed },
    tracing: wire(tracing.stats()),
    health: {
      ...wire(health.stats()),
      status: health.report().status,
      ready: health.report("ready").status,
      components: config.health.details === "never" ? [] : worstComponents(health),
    },
    alerts: wire(alertStats),
  };
}

const mostComponents = 100;
const worstFirst: readonly HealthStatus[] = ["unhealthy", "unknown", "degraded", "healthy"];

function worstComponents(health: Health): readonly ComponentReport[] {
  return Object.values(health.report().components)
    .sort((a, b) => worstFirst.indexOf(a.status) - worstFirst.indexOf(b.status))
    .slice(0, mostComponents);
}

/** Keys in camelCase become snake_case, all the way down. */
function wire<T>(value: T): Wire<T> {
  if (Array.isArray(value)) return value.map(wire) as Wire<T>;
  if (typeof value !== "object" || value === null) return value as Wire<T>;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      /^[a-z]+[A-Z]/.test(key) ? key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`) : key,
      wire(entry),
    ]),
  ) as Wire<T>;
}
