import * as z from "zod";
import type { ChannelPlugin } from "../channel-plugin.ts";
import { log } from "./log.ts";

/** `type = "log"`, without other keys. */
export const logPlugin: ChannelPlugin<Record<string, never>> = {
  type: "log",
  schema: z.strictObject({}),
  create: (_, { name }) => log({ name }),
};
