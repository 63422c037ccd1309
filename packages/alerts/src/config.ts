import * as z from "zod";
import type { AlertsOptions } from "./alerts-options.ts";
import type { Channel } from "./channel.ts";
import type { ChannelPlugin } from "./channel-plugin.ts";
import { channelTables, type UsedPlugin } from "./channel-tables.config.ts";
import { alertmanagerPlugin } from "./channels/alertmanager.config.ts";
import { emailFields, emailPlugin } from "./channels/email.config.ts";
import { httpUrlOrEmpty } from "./channels/http-fields.config.ts";
import { logPlugin } from "./channels/log.config.ts";
import { pagerdutyPlugin } from "./channels/pagerduty.config.ts";
import { slackPlugin } from "./channels/slack.config.ts";
import { channelFromUrl } from "./channels/url.ts";
import { webhookPlugin } from "./channels/webhook.config.ts";
import { flowFields, flowOptions } from "./flow.config.ts";
import {
  escalationsConfig,
  inhibitionsConfig,
  linksConfig,
  maintenanceConfig,
  routesConfig,
} from "./rules.config.ts";

export type { ChannelPlugin } from "./channel-plugin.ts";
export { pluginProblem, type UsedPlugin } from "./channel-tables.config.ts";

/** What `[alerts]` becomes: options of `createAlerts`, and three for who makes them. */
export interface AlertsConfig
  extends Pick<
    AlertsOptions,
    | "rateLimitMinutes"
    | "groupWaitMs"
    | "repeatIntervalMs"
    | "sendTimeoutMs"
    | "queueSize"
    | "historySize"
    | "retry"
    | "links"
    | "routes"
    | "escalations"
    | "inhibitions"
    | "maintenance"
  > {
  readonly channels: readonly Channel[];
  /** For `openAlertStore`. */
  readonly stateDir?: string;
  /** What becomes of an export that succeeded. */
  readonly exportSuccess: "history" | "notify" | "off";
  /** From how long on an export is slow, in milliseconds. */
  readonly slowExportMs?: number;
}

const builtIn: readonly ChannelPlugin[] = [
  webhookPlugin,
  slackPlugin,
  emailPlugin,
  pagerdutyPlugin,
  alertmanagerPlugin,
  logPlugin,
];

const optionalUrl = (description: string) =>
  z.exactOptional(httpUrlOrEmpty.meta({ secret: true, description }));

/**
 * The schema of the `[alerts]` table. `createAlerts` takes what it returns.
 *
 * @param plugins more channels that `[alerts.channels.<name>]` may name by `type`.
 * @param used what the `use` of tables led to, by name of the table.
 * @throws {TypeError} for a plugin that is none, or whose type is taken.
 */
export function alertsConfig(
  plugins: readonly ChannelPlugin[] = [],
  used: ReadonlyMap<string, UsedPlugin> = new Map(),
) {
  return z
    .strictObject({
      webhook_url: optionalUrl("Where each alert is posted as JSON. Also ALERT_WEBHOOK_URL."),
      email_enabled: z
        .boolean()
        .default(false)
        .describe("Whether [alerts.email] is used; host, from and to are then required."),
      slack_enabled: z
        .boolean()
        .default(false)
        .describe("Whether [alerts.slack] is used; webhook_url is then required."),
      rate_limit_minutes: z.number().min(0).max(525_600).default(5).meta({
        description:
          "Minutes for which the same alert is not told again to a channel it reached; 0: always told.",
      }),
      ...flowFields,
      email: emailFields
        .partial()
        .prefault({})
        .describe("One mail server, for email_enabled = true."),
      slack: z
        .strictObject({ webhook_url: optionalUrl("Incoming webhook of Slack.") })
        .prefault({})
        .describe("One Slack channel, for slack_enabled = true."),
      channels: channelTables([...builtIn, ...plugins], used)
        .prefault({})
        .describe("More channels under names of your own; type decides about the other keys."),
      urls: z.exactOptional(
        z
          .array(z.string().meta({ secret: true }))
          .describe(
            "More channels as addresses, such as slack://T000/B000/secret#chat; what follows # is the name.",
          ),
      ),
      links: linksConfig,
      routes: routesConfig,
      escalations: escalationsConfig,
      inhibitions: inhibitionsConfig,
      maintenance: maintenanceConfig,
    })
    .transform((table, context): AlertsConfig => {
      // The original's flat keys become channels here and nowhere else.
      const flat = [
        table.webhook_url
          ? fromSection(webhookPlugin, { url: table.webhook_url }, "webhook_url", context)
          : undefined,
        table.email_enabled
          ? fromSection(emailPlugin, table.email, "email_enabled", context)
          : undefined,
        table.slack_enabled
          ? fromSection(slackPlugin, withoutEmpty(table.slack), "slack_enabled", context)
          : undefined,
      ];
      const named = Object.entries(table.channels).map(([name, create]) =>
        made(() => create(name), ["channels", name], context),
      );
      const byUrl = (table.urls ?? []).map((url, index) =>
        made(() => channelFromUrl(url), ["urls", index], context),
      );
      const channels = [...flat, ...named, ...byUrl];
      refuseTwice(channels, flat.length, Object.keys(table.channels), context);
      const { links, routes, escalations, inhibitions, maintenance } = table;
      return {
        rateLimitMinutes: table.rate_limit_minutes,
        ...flowOptions(table),
        links,
        routes,
        escalations,
        inhibitions,
        maintenance,
        channels: channels.filter((channel) => channel !== undefined),
      };
    });
}

/** Makes the channel of one of the original's sections, or reports what the section lacks. */
function fromSection<Options>(
  plugin: ChannelPlugin<Options>,
  section: Readonly<Record<string, unknown>>,
  switchedOnBy: string,
  context: z.RefinementCtx,
): Channel | undefined {
  const result = plugin.schema.safeParse(section);
  if (result.success)
    return made(() => plugin.create(result.data, { name: plugin.type }), [plugin.type], context);
  for (const { path, message } of result.error.issues) {
    const key = path.join(".");
    const missing = path[0] !== undefined && section[String(path[0])] === undefined;
    context.addIssue({
      code: "custom",
      path: [plugin.type, ...path],
      message: missing ? `${switchedOnBy} = true needs ${key} in [alerts.${plugin.type}]` : message,
      input: undefined,
    });
  }
  return undefined;
}

/** Names are unique, wherever the channels come from. */
function refuseTwice(
  channels: readonly (Channel | undefined)[],
  flat: number,
  tables: readonly string[],
  context: z.RefinementCtx,
): void {
  const names = new Set<string>();
  for (const [index, channel] of channels.entries()) {
    if (channel === undefined) continue;
    const { name } = channel;
    const table = tables[index - flat];
    if (names.has(name))
      context.addIssue({
        code: "custom",
        path: table === undefined ? ["urls", index - flat - tables.length] : ["channels", table],
        message: `a channel named "${name}" comes from the keys of [alerts] already; choose another name`,
        input: name,
      });
    names.add(name);
  }
}

/** What only the channel itself refuses is an issue at its table. */
function made(
  create: () => Channel,
  path: readonly (string | number)[],
  context: z.RefinementCtx,
): Channel | undefined {
  try {
    return create();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: "custom", path: [...path], message, input: undefined });
    return undefined;
  }
}

function withoutEmpty(section: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== ""));
}
