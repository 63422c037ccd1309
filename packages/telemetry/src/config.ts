import { alertsConfig, type ChannelPlugin } from "@ettl/alerts/config";
import { healthConfig } from "@ettl/health/config";
import { loggingConfig } from "@ettl/logging/config";
import { metricsConfig } from "@ettl/metrics/config";
import { tracingConfig } from "@ettl/tracing/config";
import * as z from "zod";

/** The `[monitoring]` section: which parts are on, and where they are served. */
export const monitoringConfig = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether the HTTP server runs. Everything else goes on without it."),
    metrics_enabled: z.boolean().default(true).describe("Whether metrics are recorded."),
    tracing_enabled: z.boolean().default(true).describe("Whether spans are recorded."),
    health_checks_enabled: z.boolean().default(true).describe("Whether health is checked."),
    host: z.string().min(1).default("127.0.0.1").describe("Address to listen on."),
    metrics_port: z
      .int()
      .min(1)
      .max(65_535)
      .default(9090)
      .describe("Port of all telemetry routes."),
    metrics_path: z
      .string()
      .regex(/^\/[\w./-]*$/, "expected a path such as /metrics")
      .default("/metrics")
      .describe("Path of the metrics."),
    auth_token: z
      .string()
      .min(16, "expected 16 characters or more")
      .meta({ secret: true })
      .optional()
      .describe("Bearer token that everything but the two probes then wants."),
  })
  .transform((section) => ({
    enabled: section.enabled,
    metricsEnabled: section.metrics_enabled,
    tracingEnabled: section.tracing_enabled,
    healthChecksEnabled: section.health_checks_enabled,
    host: section.host,
    metricsPort: section.metrics_port,
    metricsPath: section.metrics_path,
    ...(section.auth_token !== undefined && { authToken: section.auth_token }),
  }));

/** All sections that telemetry reads, as one schema. `plugins` are channels that TOML may name. */
export function telemetryConfig(plugins: readonly ChannelPlugin[] = []) {
  return z.object({
    monitoring: monitoringConfig.prefault({}),
    tracing: tracingConfig.prefault({}),
    logging: loggingConfig.prefault({}),
    health: healthConfig.superRefine(refuseReservedNames).prefault({}),
    alerts: alertsConfig(plugins).prefault({}),
    metrics: metricsConfig.prefault({}),
  });
}

/** Telemetry's own check has this name already. */
function refuseReservedNames(
  health: z.output<typeof healthConfig>,
  context: z.RefinementCtx,
): void {
  for (const kind of ["http", "filesystem"] as const)
    for (const [index, { name }] of health[kind].entries())
      if (name === "system")
        context.addIssue({
          code: "custom",
          path: [kind, index, "name"],
          message: '"system" is the name of a built-in check. Choose another',
        });
}

export type TelemetryConfig = z.output<ReturnType<typeof telemetryConfig>>;

/** Variables beside `ETTL_<SECTION>__<KEY>`: OpenTelemetry's first, for the original's four win. */
export const environmentAliases: Readonly<Record<string, string>> = {
  OTEL_SERVICE_NAME: "tracing.service_name",
  OTEL_EXPORTER_OTLP_ENDPOINT: "tracing.otlp_endpoint",
  JAEGER_ENDPOINT: "tracing.jaeger_endpoint",
  ALERT_WEBHOOK_URL: "alerts.webhook_url",
  MONITORING_PORT: "monitoring.metrics_port",
  LOG_LEVEL: "logging.level",
};
