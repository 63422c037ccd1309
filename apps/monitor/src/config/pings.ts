import * as z from "zod";
import { pingKeyConfig } from "../heartbeats/heartbeats-config.ts";

/** `[pings]`: how jobs are told apart. */
export const pingsConfig = z
  .strictObject({ ping_key: pingKeyConfig })
  .prefault({})
  .transform(({ ping_key: pingKey }) => ({ ...(pingKey !== undefined && { pingKey }) }))
  .describe("How jobs ping, see [[heartbeats]].");
