import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { httpHeaders, httpUrl } from "./http-fields.config.ts";
import { type WebhookOptions, webhook } from "./webhook.ts";

/** `type = "webhook"`: url, headers. */
export const webhookPlugin: ChannelPlugin<WebhookOptions> = {
  type: "webhook",
  schema: z.strictObject({
    url: httpUrl.meta({ secret: true, description: "Where to post." }),
    headers: z.exactOptional(httpHeaders),
  }),
  create: (options, { name }) => webhook({ ...options, name }),
};
