import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { type AlertmanagerOptions, alertmanager } from "./alertmanager.ts";
import { httpHeaders, httpUrl } from "./http-fields.config.ts";

/** `type = "alertmanager"`: url, headers. */
export const alertmanagerPlugin: ChannelPlugin<AlertmanagerOptions> = {
  type: "alertmanager",
  schema: z.strictObject({
    url: httpUrl.meta({ description: "Address of Alertmanager." }),
    headers: z.exactOptional(httpHeaders),
  }),
  create: (options, { name }) => alertmanager({ ...options, name }),
};
