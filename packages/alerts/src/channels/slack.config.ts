import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { httpUrl } from "./http-fields.config.ts";
import { type SlackOptions, slack } from "./slack.ts";

/** `type = "slack"`: webhook_url. */
export const slackPlugin: ChannelPlugin<SlackOptions> = {
  type: "slack",
  schema: z
    .strictObject({
      webhook_url: httpUrl.meta({ secret: true, description: "Incoming webhook of Slack." }),
    })
    .transform(({ webhook_url }) => ({ webhookUrl: webhook_url })),
  create: (options, { name }) => slack({ ...options, name }),
};
