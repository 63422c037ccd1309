import * as z from "zod";
import { alertLevels } from "./alert.ts";
import { createInhibitions } from "./inhibitions.ts";
import { linksOf } from "./links.ts";
import { createMaintenance, weekdays } from "./maintenance.ts";

const texts = (what: string) =>
  z.exactOptional(
    z.array(z.string().min(1)).describe(`${what}; * stands for any characters. Default: all.`),
  );

const matcherFields = {
  levels: z.exactOptional(z.array(z.enum(alertLevels)).describe("Of these levels. Default: all.")),
  sources: texts("From these sources"),
  titles: texts("With these titles"),
  labels: z.exactOptional(
    z
      .record(z.string(), z.string())
      .describe("With these labels; * stands for any characters. Default: all."),
  ),
};
const matcher = z.strictObject(matcherFields);

const channelNames = (description: string) => z.array(z.string().min(1)).describe(description);

/** `[[alerts.routes]]`. */
export const routesConfig = z
  .array(
    z.strictObject({
      ...matcherFields,
      channels: channelNames(
        "Names of channels that are told; [] keeps such alerts in the history.",
      ),
    }),
  )
  .prefault([])
  .describe("Who is told of what: the first that matches decides. Where none does: every channel.");

/** `[[alerts.escalations]]`. */
export const escalationsConfig = z
  .array(
    z
      .strictObject({
        ...matcherFields,
        after_minutes: z.number().positive().max(20_000).describe("Minutes of firing."),
        channels: channelNames("Names of channels that are told besides."),
      })
      .transform(({ after_minutes, ...rest }) => ({ ...rest, afterMs: after_minutes * 60_000 })),
  )
  .prefault([])
  .describe("Who is told besides of an alert that goes on firing.");

/** `[[alerts.inhibitions]]`. */
export const inhibitionsConfig = z
  .array(
    z
      .strictObject({
        when: matcher.describe("The alert that says it all."),
        mutes: matcher.describe("The alerts that are kept in the history while it fires."),
        equal: z.exactOptional(
          z.array(z.string()).describe("Labels with the same value in both. Default: none."),
        ),
      })
      .superRefine(refusedBy((rule) => createInhibitions([rule]))),
  )
  .prefault([])
  .describe("Alerts that are not told while another one fires.");

const time = (description: string) =>
  z.exactOptional(
    z
      .string()
      .refine((given) => !Number.isNaN(new Date(given).getTime()), {
        error: "expected a time such as 2024-01-15T10:30:00Z",
      })
      .meta({ description }),
  );

/** `[[alerts.maintenance]]`. */
export const maintenanceConfig = z
  .array(
    z
      .strictObject({
        ...matcherFields,
        reason: z.string().min(1).max(500).describe("Why; shown with each alert."),
        starts_at: time("Begin of a window that is once."),
        ends_at: time("Its end."),
        days: z.exactOptional(
          z.array(z.enum(weekdays)).min(1).describe("Days on which it begins. Default: all."),
        ),
        from: z.exactOptional(
          z.string().describe("Time of day, HH:MM, at which a window begins that comes again."),
        ),
        to: z.exactOptional(z.string().describe("Time of day at which it ends.")),
        timezone: z.exactOptional(z.string().describe("IANA zone of these times. Default: UTC.")),
      })
      .transform(({ starts_at, ends_at, ...rest }) => ({
        ...rest,
        ...(starts_at !== undefined && { startsAt: starts_at }),
        ...(ends_at !== undefined && { endsAt: ends_at }),
      }))
      .superRefine(refusedBy((window) => createMaintenance([window]))),
  )
  .prefault([])
  .describe("Times in which alerts are kept in the history only.");

const template = (description: string) =>
  z.exactOptional(z.string().meta({ description: `${description} Default: none.` }));

/** `[alerts.links]`. */
export const linksConfig = z
  .strictObject({
    trace: template("Of the trace, such as https://jaeger.example.com/trace/{trace_id}."),
    dashboard: template(
      "Of a dashboard; {source}, {title}, {labels.region} and so on are filled in.",
    ),
    runbook: template("Of what to do."),
  })
  .superRefine(refusedBy(linksOf))
  .prefault({})
  .describe("Addresses that each alert carries, as templates.");

/** Makes what the code refuses an issue of the table. */
function refusedBy<T>(use: (value: T) => unknown) {
  return (value: T, context: z.RefinementCtx): void => {
    try {
      use(value);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // "maintenance[0].from: expected …": the place is known already.
      const [, key, rest] = /^\w+(?:\[0\])?\.?([\w]*): (.*)$/s.exec(message) ?? [];
      context.addIssue({
        code: "custom",
        path: key ? [key] : [],
        message: rest ?? message,
        input: undefined,
      });
    }
  };
}
