import * as z from "zod";
import { checkTable, inCode, name } from "./settings.ts";

/** A limit, or one for degraded and one for unhealthy. */
export const limits = (what: string) =>
  z
    .union([
      z.number().positive(),
      z.strictObject({
        degraded: z.number().positive().optional().meta({ description: "Degraded beyond it." }),
        unhealthy: z.number().positive().optional().meta({ description: "Unhealthy beyond it." }),
      }),
    ])
    .optional()
    .meta({ description: what });

const conditions = z.strictObject({
  status: z
    .array(z.union([z.int(), z.string()]))
    .min(1)
    .optional()
    .meta({ description: 'Statuses that are well: 200, "2xx" or "200-299"; default: 2xx, 3xx.' }),
  response_time_ms: limits("Milliseconds at most until the answer's headers."),
  body: z
    .strictObject({
      contains: z.string().optional().meta({ description: "Text that it must have." }),
      matches: z.string().optional().meta({ description: "Regular expression it must match." }),
    })
    .optional()
    .meta({ description: "Text, or regular expression, that the body must have." }),
  json: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({ description: 'Values of the body by path, such as "queue.length" = "< 100".' }),
  certificate_expires_after_days: limits("Days at least that the certificate is valid."),
});

/** The table of an HTTP check, as it is in the file. */
export const httpTable = checkTable({
  name,
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ description: "http or https; healthy when it answers 2xx or 3xx." }),
  method: z.string().min(1).optional().meta({ description: "Default: GET, with a body POST." }),
  headers: z
    .record(z.string(), z.string())
    .meta({ secret: true, description: "Sent along, never shown." })
    .optional(),
  body: z.string().optional().meta({ description: "Sent along, never shown." }),
  reported: z
    .enum(["passed-on", "ignored"])
    .optional()
    .meta({ description: "Whether another ettl process counts as the status it says." }),
  conditions: conditions.transform(inCode).optional().describe("What the answer must be like."),
});

/** `[[health.http]]` */
export const httpCheck = httpTable.transform(inCode);
