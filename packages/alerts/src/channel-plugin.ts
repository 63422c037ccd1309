import type * as z from "zod";
import type { Channel } from "./channel.ts";

/** Makes a channel available to `[alerts.channels.<name>]` of a configuration file. */
export interface ChannelPlugin<Options = unknown> {
  /** What the file says: `type = "ntfy"`. */
  readonly type: string;
  /** The keys of the table besides `type`, in snake_case; secrets marked `.meta({ secret: true })`. */
  readonly schema: z.ZodType<Options>;
  /** Makes the channel; `name` is the table's. Opens nothing yet. */
  create(options: Options, context: { readonly name: string }): Channel;
}
