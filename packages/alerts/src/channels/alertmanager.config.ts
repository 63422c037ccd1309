import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { type AlertmanagerOptions, alertmanager } from "./alertmanager.ts";
import { httpHeaders, httpUrl } from "./http-fields.config.ts";

/** `type = "alertmanager"`: url, headers, resend_seconds. */
export const alertmanagerPlugin: ChannelPlugin<AlertmanagerOptions> = {
  type: "alertmanager",
  schema: z
    .strictObject({
      url: httpUrl.meta({ description: "Address of Alertmanager." }),
      headers: z.exactOptional(httpHeaders),
      resend_seconds: z
        .number()
        .min(0)
        .max(86_400)
        .default(60)
        .describe("How often a firing alert is sent again, for Alertmanager forgets; 0: never."),
    })
    .transform(({ resend_seconds, ...rest }) => ({ ...rest, resendMs: resend_seconds * 1_000 })),
  create: (options, { name }) => alertmanager({ ...options, name }),
};
