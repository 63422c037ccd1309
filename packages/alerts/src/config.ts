import * as z from "zod";
import type { Channel } from "./channel.ts";
import type { ChannelPlugin } from "./channel-plugin.ts";
import { channelTables } from "./channel-tables.config.ts";
import { alertmanagerPlugin } from "./channels/alertmanager.config.ts";
import { emailFields, emailPlugin } from "./channels/email.config.ts";
import { httpUrlOrEmpty } from "./channels/http-fields.config.ts";
import { pagerdutyPlugin } from "./channels/pagerduty.config.ts";
import { slackPlugin } from "./channels/slack.config.ts";
import { webhookPlugin } from "./channels/webhook.config.ts";

export type { ChannelPlugin } from "./channel-plugin.ts";

/** What `[alerts]` becomes: options of `createAlerts`. */
export interface AlertsConfig {
  readonly rateLimitMinutes: number;
  readonly channels: readonly Channel[];
}

const builtIn: readonly ChannelPlugin[] = [
  webhookPlugin,
  slackPlugin,
  emailPlugin,
  pagerdutyPlugin,
  alertmanagerPlugin,
];

const optionalUrl = (description: string) =>
  z.exactOptional(httpUrlOrEmpty.meta({ secret: true, description }));

/**
 * The schema of the `[alerts]` table. `createAlerts` takes what it returns.
 *
 * @param plugins more channels that `[alerts.channels.<name>]` may name by `type`.
 * @throws {TypeError} for a plugin that is none, or whose type is taken.
 */
export function alertsConfig(plugins: readonly ChannelPlugin[] = []) {
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
      email: emailFields
        .partial()
        .prefault({})
        .describe("One mail server, for email_enabled = true."),
      slack: z
        .strictObject({ webhook_url: optionalUrl("Incoming webhook of Slack.") })
        .prefault({})
        .describe("One Slack channel, for slack_enabled = true."),
      channels: channelTables([...builtIn, ...plugins])
        .prefault({})
        .describe("More channels under names of your own; type decides about the other keys."),
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
      ].filter((channel) => channel !== undefined);
      const named = Object.entries(table.channels).map(([name, create]) => {
        if (flat.some((channel) => channel.name === name))
          context.addIssue({
            code: "custom",
            path: ["channels", name],
            message: `a channel named "${name}" comes from the keys of [alerts] already; choose another name`,
            input: name,
          });
        return made(() => create(name), ["channels", name], context);
      });
      return {
        rateLimitMinutes: table.rate_limit_minutes,
        channels: [...flat, ...named].filter((channel) => channel !== undefined),
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

/** What only the channel itself refuses is an issue at its table. */
function made(
  create: () => Channel,
  path: readonly string[],
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
