import { alertsConfig, type ChannelPlugin, type UsedPlugin } from "@ettl/alerts/config";
import { checkLists, healthConfig } from "@ettl/health/config";
import { loggingConfig } from "@ettl/logging/config";
import { metricsConfig } from "@ettl/metrics/config";
import { tracingConfig } from "@ettl/tracing/config";
import * as z from "zod";

export { type OpenTelemetryVariables, openTelemetryVariables } from "./opentelemetry-variables.ts";

/** A name, an IPv4 or an IPv6 address with or without brackets, or any of them. */
const hostName = /^(\*|[\w.-]+|\[?[\da-f:.]*:[\da-f:.]*\]?)$/i;

/** The `[monitoring]` section: which parts are on, and where they are served. */
export const monitoringConfig = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe("Whether the HTTP server runs; all else goes on without it."),
    metrics_enabled: z.boolean().default(true).describe("Whether metrics are recorded and served."),
    tracing_enabled: z
      .boolean()
      .default(true)
      .describe("Whether spans are recorded; [tracing] enabled must be true as well."),
    health_checks_enabled: z
      .boolean()
      .default(true)
      .describe("Whether health is checked by itself and served."),
    host: z
      .string()
      .min(1)
      .default("127.0.0.1")
      .describe("Address to listen on; 0.0.0.0 for all of this machine."),
    metrics_port: z
      .int()
      .min(1)
      .max(65_535)
      .default(9090)
      .describe("Port of all telemetry routes. Two programs on one machine need two."),
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
      .describe("Bearer token for all routes but the two probes. Default: none, all open."),
    read_token: z
      .string()
      .min(16, "expected 16 characters or more")
      .meta({ secret: true })
      .optional()
      .describe("Bearer token that only reads; it needs auth_token beside it. Default: none."),
    allowed_hosts: z
      .array(z.string().regex(hostName, 'expected a host name or address without a port, or "*"'))
      .optional()
      .describe(
        'Hosts that requests may ask for, beside localhost, 127.0.0.1, [::1] and host; "*" is any. Default: none when host is of this machine only, else any.',
      ),
    tls_certificate_file: z
      .string()
      .min(1)
      .optional()
      .describe(
        "PEM file of a certificate and its chain, to serve https; it is read anew when it changes. Default: none, http.",
      ),
    tls_key_file: z
      .string()
      .min(1)
      .optional()
      .describe("PEM file of the certificate's key. Default: none."),
    max_connections: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(2_048)
      .describe("Connections at a time; one more is closed at once."),
    state_dir: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Folder for state that outlives the process; also the default of alerts.state_dir. Default: none, in memory.",
      ),
    push_url: z
      .string()
      .refine((url) => /^https?:\/\//i.test(url) && URL.canParse(url), {
        error: "expected an http or https URL",
      })
      .meta({ secret: true })
      .optional()
      .describe("Pushgateway that gets the metrics when the program stops. Default: none."),
    push_job: z
      .string()
      .min(1)
      .optional()
      .describe("The label job of what is pushed. Default: tracing.service_name."),
    event_loop_block_ms: z
      .int()
      .min(0)
      .refine((ms) => ms === 0 || ms >= 20, "expected 0 (off), or 20 milliseconds or more")
      .default(0)
      .describe(
        "What holds up the event loop for this long is logged, counted and alerted. 0: off.",
      ),
  })
  .superRefine(refuseLoneKeys)
  .transform((section) => ({
    enabled: section.enabled,
    metricsEnabled: section.metrics_enabled,
    tracingEnabled: section.tracing_enabled,
    healthChecksEnabled: section.health_checks_enabled,
    host: section.host,
    metricsPort: section.metrics_port,
    metricsPath: section.metrics_path,
    maxConnections: section.max_connections,
    ...(section.auth_token !== undefined && { authToken: section.auth_token }),
    ...(section.read_token !== undefined && { readToken: section.read_token }),
    ...(section.allowed_hosts !== undefined && { allowedHosts: section.allowed_hosts }),
    ...(section.tls_certificate_file !== undefined &&
      section.tls_key_file !== undefined && {
        tls: { certificateFile: section.tls_certificate_file, keyFile: section.tls_key_file },
      }),
    ...(section.state_dir !== undefined && { stateDir: section.state_dir }),
    ...(section.push_url !== undefined && { pushUrl: section.push_url }),
    ...(section.push_job !== undefined && { pushJob: section.push_job }),
    eventLoopBlockMs: section.event_loop_block_ms,
  }));

/** Keys that mean nothing, or not what was meant, without another. */
function refuseLoneKeys(
  section: {
    readonly auth_token?: string | undefined;
    readonly read_token?: string | undefined;
    readonly tls_certificate_file?: string | undefined;
    readonly tls_key_file?: string | undefined;
  },
  context: z.RefinementCtx,
): void {
  const refuse = (key: keyof typeof section, message: string) =>
    context.addIssue({ code: "custom", path: [key], message });
  const { auth_token, read_token, tls_certificate_file, tls_key_file } = section;
  if (read_token !== undefined && auth_token === undefined)
    refuse("read_token", "auth_token is missing: without it everybody reads");
  if (read_token !== undefined && read_token === auth_token)
    refuse("read_token", "is the same as auth_token. Choose another");
  if (tls_certificate_file !== undefined && tls_key_file === undefined)
    refuse("tls_certificate_file", "tls_key_file is missing");
  if (tls_key_file !== undefined && tls_certificate_file === undefined)
    refuse("tls_key_file", "tls_certificate_file is missing");
}

/**
 * All sections that telemetry reads, as one schema. `plugins` are channels that TOML may name by
 * `type`, `used` what it names by `use`.
 */
export function telemetryConfig(
  plugins: readonly ChannelPlugin[] = [],
  used?: ReadonlyMap<string, UsedPlugin>,
) {
  return z.object({
    monitoring: monitoringConfig.prefault({}).describe("HTTP server and switches of the parts."),
    tracing: tracingConfig.prefault({}).describe("Traces."),
    logging: loggingConfig.prefault({}).describe("Log lines."),
    health: healthConfig
      .superRefine(refuseReservedNames)
      .prefault({})
      .describe("Health checks, beside those that the program has itself."),
    alerts: alertsConfig(plugins, used)
      .prefault({})
      .describe("Alerts. Without a channel they are only kept in the history."),
    metrics: metricsConfig.superRefine(refuseLogMetric).prefault({}).describe("Metrics."),
  });
}

/** Telemetry's own check has this name already. */
function refuseReservedNames(
  health: z.output<typeof healthConfig>,
  context: z.RefinementCtx,
): void {
  for (const kind of checkLists)
    for (const [index, { name }] of health[kind].entries())
      if (name === "system")
        context.addIssue({
          code: "custom",
          path: [kind === "diskSpace" ? "disk_space" : kind, index, "name"],
          message: '"system" is the name of a built-in check. Choose another',
        });
}

/** Without a token nobody could ever see them. */
export function refuseDetailsWithoutToken(
  config: {
    readonly health: z.output<typeof healthConfig>;
    readonly monitoring: z.output<typeof monitoringConfig>;
  },
  context: z.RefinementCtx,
): void {
  if (config.health.details === "with-token" && config.monitoring.authToken === undefined)
    context.addIssue({
      code: "custom",
      path: ["health", "details"],
      message: '"with-token" needs monitoring.auth_token. Set it, or choose "always" or "never"',
    });
}

/** Who is to be told must be there. */
export function refuseUnknownChannels(
  { alerts }: { readonly alerts: z.output<ReturnType<typeof alertsConfig>> },
  others: readonly string[],
  context: z.RefinementCtx,
): void {
  const names = [...alerts.channels.map(({ name }) => name), ...others];
  const there = names.length === 0 ? "there is none" : `expected some of ${names.join(", ")}`;
  for (const list of ["routes", "escalations"] as const)
    for (const [index, { channels }] of (alerts[list] ?? []).entries())
      for (const [at, name] of channels.entries())
        if (!names.includes(name))
          context.addIssue({
            code: "custom",
            path: ["alerts", list, index, "channels", at],
            message: `no channel is named "${name}"; ${there}`,
            input: name,
          });
}

/** Telemetry counts its log lines under a name that is not ettl's own. */
function refuseLogMetric(
  { custom }: z.output<typeof metricsConfig>,
  context: z.RefinementCtx,
): void {
  for (const [index, { name }] of custom.entries())
    if (/^log_messages(_total|_created)?$/.test(name))
      context.addIssue({
        code: "custom",
        path: ["custom", index, "name"],
        message: "the metric log_messages_total is there already. Choose another name",
      });
}

/** All sections of the file as code has them. */
export type TelemetryConfig = z.output<ReturnType<typeof telemetryConfig>>;

/** The original's variables, beside `ETTL_<SECTION>__<KEY>`; OpenTelemetry's give way to them. */
export const environmentAliases: Readonly<Record<string, string>> = {
  JAEGER_ENDPOINT: "tracing.jaeger_endpoint",
  ALERT_WEBHOOK_URL: "alerts.webhook_url",
  MONITORING_PORT: "monitoring.metrics_port",
  LOG_LEVEL: "logging.level",
};
