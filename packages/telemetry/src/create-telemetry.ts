import { type Alerts, type Channel, createAlerts } from "@ettl/alerts";
import type { AlertStoreOptions } from "@ettl/alerts/store";
import { createHealth, type Health } from "@ettl/health";
import { createLogger, type Logger, textRedactor } from "@ettl/logging";
import { createMetrics, type Metrics } from "@ettl/metrics";
import { createTracing, type Tracing } from "@ettl/tracing";
import { type AccessControl, accessControl } from "./access/access-control.ts";
import { alertsToLog } from "./bridges/alerts-to-log.ts";
import { alertsToMetrics, deliveriesToMetrics } from "./bridges/alerts-to-metrics.ts";
import { exceptionToLog } from "./bridges/exceptions-to-logs.ts";
import { healthToAlerts } from "./bridges/health-to-alerts.ts";
import { healthToMetrics } from "./bridges/health-to-metrics.ts";
import { alertContext, correlationEntry, logContext } from "./bridges/log-context.ts";
import { logsToMetrics, spansToMetrics } from "./bridges/self-metrics.ts";
import { serverToMetrics } from "./bridges/server-to-metrics.ts";
import { turnsToMetrics } from "./bridges/turns-to-metrics.ts";
import { type Commands, createCommands } from "./commands.ts";
import type { TelemetryConfig } from "./config.ts";
import { configuredChecks } from "./configured-checks.ts";
import { createLifecycle } from "./lifecycle.ts";
import { logOutputs } from "./log-outputs.ts";
import { OperationDurations } from "./operation-durations.ts";
import { createOperationScope } from "./operation-scope.ts";
import { createOperations, type Operations } from "./operations.ts";
import { withCertificates } from "./otlp-certificates.ts";
import type { RunningServer } from "./server.ts";
import { statusOf, type TelemetryStatus } from "./status.ts";

/** What a program says of itself, and brings. */
export interface TelemetryOptions {
  /** Version of the program: in `/health`, build info, health gauges and spans. */
  readonly version: string;
  /** Ready channels, beside those that the configuration names. */
  readonly channels?: readonly Channel[];
  /**
   * Whether `start()` listens on `host:metrics_port`. False for a program that mounts
   * `telemetryRoutes` in a server of its own.
   *
   * @default true
   */
  readonly listen?: boolean;
}

/** Logs, metrics, traces, health and alerts of one program, joined by their ids. */
export interface Telemetry extends Operations, Commands, AsyncDisposable {
  readonly config: TelemetryConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly health: Health;
  readonly alerts: Alerts;
  /** Who may do what, by the tokens of `[monitoring]`: for routes of your own, and for logins. */
  readonly access: AccessControl;
  /**
   * Begins to check health and, unless told otherwise, to listen.
   *
   * @param options.server The program's own server, made by `serveApp`: shown in the status, and
   *   closed by `stop()` when all else is done.
   * @throws {Error} The port is taken or may not be used; the message says which.
   */
  start(options?: { readonly server?: RunningServer | undefined }): Promise<void>;
  /**
   * Readiness falls, operations are cancelled and awaited, alerts drain, spans flush, metrics are
   * pushed, and only then the server closes: probes are answered all the while. Takes at most `timeoutMs` (default 10 000). Safe to call again.
   */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** What `/telemetry/status` answers. */
  status(): TelemetryStatus;
}

/** Makes everything; logger, instruments and spans work at once, `start()` does the rest. */
export async function createTelemetry(
  config: TelemetryConfig,
  options: TelemetryOptions,
): Promise<Telemetry> {
  const { version, channels = [], listen = true } = options;
  const { monitoring } = config;
  const report = ({ code, message }: { readonly code: string; readonly message: string }) =>
    logger[losses.has(code) ? "error" : "warn"]({ code }, message);

  const tracing = createTracing({
    ...(await withCertificates(config.tracing)),
    serviceVersion: config.tracing.serviceVersion ?? version,
    recording: monitoring.tracingEnabled && config.tracing.enabled,
    attributes: correlationEntry,
    baggage: correlationEntry,
    redact: textRedactor(config.logging.redact),
    onException: (exception) => exceptionToLog(exception, { logger, tracing }),
    onProblem: report,
  });
  const { level, redact, burst, recentLines, correlationId } = config.logging;
  const logger = createLogger({
    level,
    redact,
    recentLines,
    ...(burst && { burst }),
    outputs: await logOutputs(config.logging),
    context: logContext(tracing, correlationId),
    service: {
      name: config.tracing.serviceName,
      version: config.tracing.serviceVersion ?? version,
      environment: config.tracing.environment,
    },
  });
  const { textfile: _, ...metricsOptions } = config.metrics;
  const metrics = createMetrics({
    ...metricsOptions,
    version,
    recording: monitoring.metricsEnabled,
    exemplar: () => tracing.activeTraceIds({ sampledOnly: true }),
    onProblem: report,
  });
  const {
    stateDir = monitoring.stateDir,
    exportSuccess,
    slowExportMs,
    ...alertsOptions
  } = config.alerts;
  const allChannels = [...alertsOptions.channels, ...channels];
  alertsToLog(allChannels, logger);
  const alerts = createAlerts({
    ...alertsOptions,
    channels: allChannels,
    store: stateDir === undefined ? undefined : await openStore(stateDir, report),
    context: alertContext(tracing),
    onDelivery: deliveriesToMetrics(metrics),
    onProblem: report,
  });
  const { timeoutMs, intervalMs, failureThreshold, successThreshold, groups } = config.health;
  const healthAlerts = healthToAlerts(alerts, config.health.flapWindowMs);
  const health = createHealth({
    version,
    timeoutMs,
    intervalMs,
    failureThreshold,
    successThreshold,
    groups,
    starting: monitoring.healthChecksEnabled,
    checks: await configuredChecks(config.health),
    ...healthToMetrics(metrics),
    onTurn: turnsToMetrics(metrics),
    onChange: healthAlerts.onChange,
    onProblem: report,
  });
  alertsToMetrics(metrics, alerts);
  logsToMetrics(metrics, logger);
  spansToMetrics(metrics, tracing);

  const scope = createOperationScope(tracing, logger);
  const parts = { config, logger, metrics, tracing, health, alerts };
  const lifecycle = createLifecycle(parts, { scope, listen, healthAlerts });
  serverToMetrics(metrics, lifecycle);
  const telemetry: Telemetry = {
    ...parts,
    access: accessControl({
      authToken: monitoring.authToken,
      readToken: monitoring.readToken,
      secureCookie: monitoring.tls !== undefined,
    }),
    ...createOperations({
      scope,
      metrics,
      alerts,
      durations: new OperationDurations(metrics, report),
      exportAlerts: { success: exportSuccess, slowMs: slowExportMs },
    }),
    ...createCommands(tracing),
    start: ({ server } = {}) => lifecycle.start(telemetry, server),
    stop: (stopOptions) => lifecycle.stop(stopOptions),
    status: () => statusOf(parts, lifecycle, version),
    [Symbol.asyncDispose]: () => lifecycle.stop(),
  };
  return telemetry;
}

/** What was lost, not only at risk. */
const losses = new Set(["undelivered", "lost_at_close", "state_unusable", "state_not_written"]);

/** Loaded only where alerts are to outlive the process. */
async function openStore(folder: string, onProblem: AlertStoreOptions["onProblem"]) {
  const { openAlertStore } = await import("@ettl/alerts/store");
  return openAlertStore({ folder, onProblem });
}
