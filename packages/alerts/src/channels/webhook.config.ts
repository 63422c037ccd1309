import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { httpHeaders, httpUrl } from "./http-fields.config.ts";
import { type WebhookOptions, webhook } from "./webhook.ts";

/** `type = "webhook"`: url, headers, secret. */
export const webhookPlugin: ChannelPlugin<WebhookOptions> = {
  type: "webhook",
  schema: z.strictObject({
    url: httpUrl.meta({ secret: true, description: "Where to post." }),
    headers: z.exactOptional(httpHeaders),
    secret: z.exactOptional(
      z.string().min(1).meta({ secret: true, description: "Signs each request, by HMAC-SHA256." }),
    ),
  }),
  create: (options, { name }) => webhook({ ...options, name }),
};
