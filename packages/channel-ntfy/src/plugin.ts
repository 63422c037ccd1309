import type { ChannelPlugin } from "@ettl/alerts/config";
import * as z from "zod";
import { type NtfyOptions, ntfy } from "./ntfy.ts";

/** What `use = "ettl-channel-ntfy"` loads: `topic_url`, `token`. */
export const ntfyPlugin: ChannelPlugin<NtfyOptions> = {
  type: "ntfy",
  schema: z
    .strictObject({
      topic_url: z.url({ protocol: /^https?$/, error: "expected an http or https URL" }).meta({
        secret: true,
        description: "Address of the topic, for example https://ntfy.sh/my-alerts.",
      }),
      token: z.exactOptional(
        z.string().min(1).meta({ secret: true, description: "Access token of a protected topic." }),
      ),
    })
    .transform(({ topic_url, ...rest }) => ({ topicUrl: topic_url, ...rest })),
  create: (options, { name }) => ntfy({ ...options, name }),
};
