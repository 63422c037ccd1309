import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { httpUrl } from "./http-fields.config.ts";
import { type PagerdutyOptions, pagerduty } from "./pagerduty.ts";

/** `type = "pagerduty"`: routing_key, url. */
export const pagerdutyPlugin: ChannelPlugin<PagerdutyOptions> = {
  type: "pagerduty",
  schema: z
    .strictObject({
      routing_key: z
        .string()
        .min(1)
        .meta({ secret: true, description: "Integration key of the Events API v2." }),
      url: z.exactOptional(
        httpUrl.meta({ description: "For accounts in Europe: https://events.eu.pagerduty.com." }),
      ),
    })
    .transform(({ routing_key, ...rest }) => ({ routingKey: routing_key, ...rest })),
  create: (options, { name }) => pagerduty({ ...options, name }),
};
