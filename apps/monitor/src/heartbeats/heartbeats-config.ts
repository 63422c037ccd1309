import * as z from "zod";
import { conditionNames } from "./condition.ts";
import { byCron } from "./schedule.ts";
import { isTimeZone } from "./zone-time.ts";

const yearSeconds = 31_536_000;
const maxDefaultLateSeconds = 60;
const seconds = z.number().min(1).max(yearSeconds);
const secret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,200}$/, "expected a UUID, or 16 to 200 of A-Z, a-z, 0-9, - and _")
  .meta({ secret: true });

/** One secret for all heartbeats, which are then told apart by their slugs. */
export const pingKeyConfig = secret
  .optional()
  .describe("With it jobs ping /ping/<ping_key>/<slug>: a UUID, or as long a secret.");

const heartbeat = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(200)
      .refine((name) => !/\p{Cc}/u.test(name), { error: "expected a name of one line" })
      .describe('Key of the component, unique, and not that of another check, such as "system".'),
    key: secret
      .optional()
      .describe("What a job pings, /ping/<key>: a UUID, or as long a secret; unless by ping_key."),
    slug: z
      .string()
      .regex(/^[a-z0-9_-]{1,100}$/, "expected 1 to 100 of a-z, 0-9, - and _")
      .optional()
      .describe("Name in /ping/<ping_key>/<slug>; default: the name, as far as it can be."),
    schedule: z
      .string()
      .optional()
      .describe("Cron pattern of 5 fields, or 6 with seconds; this or period_seconds."),
    period_seconds: seconds
      .optional()
      .describe("A run is expected so long after the start of the last one."),
    timezone: z
      .string()
      .refine(isTimeZone, { error: "expected an IANA time zone such as Europe/Berlin" })
      .default("UTC")
      .describe("IANA time zone of the schedule."),
    late_seconds: z
      .number()
      .min(0)
      .max(yearSeconds)
      .optional()
      .describe(
        "So long after the expected time a job is late; default: a fifth of grace, at most 60.",
      ),
    grace_seconds: seconds
      .default(300)
      .describe("So long after the expected time a job did not start."),
    min_duration_seconds: z
      .number()
      .min(0)
      .max(yearSeconds)
      .optional()
      .describe("A run that is shorter is too short, if its start was told."),
    max_duration_seconds: seconds
      .optional()
      .describe("A run that is longer is too long, if its start was told; default: grace_seconds."),
    alarms: z
      .array(z.enum(conditionNames))
      .default([...conditionNames])
      .describe("What is an alarm: late, did_not_start, too_long, too_short, failed."),
    public: z.boolean().default(false).describe("Whether the public status has it."),
  })
  .superRefine((given, context) => {
    const refuse = (key: keyof typeof given, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if ((given.schedule === undefined) === (given.period_seconds === undefined))
      refuse("schedule", "expected either schedule or period_seconds");
    if (given.schedule !== undefined && isTimeZone(given.timezone) && !isCron(given))
      refuse("schedule", "expected a cron pattern such as 0 4 * * * that some time matches");
    if ((given.late_seconds ?? 0) > given.grace_seconds)
      refuse("late_seconds", `expected at most grace_seconds, ${given.grace_seconds}`);
    const longest = given.max_duration_seconds ?? given.grace_seconds;
    if ((given.min_duration_seconds ?? 0) > longest)
      refuse("min_duration_seconds", `expected at most max_duration_seconds, ${longest}`);
  })
  .transform((given) => ({
    name: given.name,
    key: given.key,
    slug: slugOf(given),
    schedule: given.schedule,
    periodMs: inMs(given.period_seconds),
    timezone: given.timezone,
    lateMs: inMs(given.late_seconds ?? Math.min(given.grace_seconds / 5, maxDefaultLateSeconds)),
    graceMs: inMs(given.grace_seconds),
    minDurationMs: inMs(given.min_duration_seconds),
    maxDurationMs: inMs(given.max_duration_seconds ?? given.grace_seconds),
    alarms: given.alarms,
    public: given.public,
  }));

/** `[[heartbeats]]`: jobs that tell by pings that they ran. */
export const heartbeatsConfig = z
  .array(heartbeat)
  // Not a default: JSON Schema leaves those of what is transformed out.
  .prefault([])
  .describe("Jobs that ping; as many tables as there are jobs.")
  .superRefine((heartbeats, context) => {
    const seen = { name: new Set(), key: new Set() };
    for (const [index, { name, key }] of heartbeats.entries()) {
      const refuse = (property: keyof typeof seen) =>
        context.addIssue({ code: "custom", path: [index, property], message: "is used twice" });
      if (seen.name.has(name)) refuse("name");
      seen.name.add(name);
      if (key === undefined) continue;
      if (seen.key.has(keyForm(key))) refuse("key");
      seen.key.add(keyForm(key));
    }
  });

/** Refuses heartbeats that nothing could ping, or that could not be told apart. */
export function checkPingAddresses(
  heartbeats: z.output<typeof heartbeatsConfig>,
  pingKey: string | undefined,
  context: z.RefinementCtx,
): void {
  const slugs = new Set<string>();
  for (const [index, { key, slug }] of heartbeats.entries()) {
    const refuse = (property: "key" | "slug", message: string) =>
      context.addIssue({ code: "custom", path: ["heartbeats", index, property], message });
    if (pingKey === undefined) {
      if (key === undefined) refuse("key", "is missing. Set it, or the ping_key of all heartbeats");
      continue;
    }
    if (key !== undefined && keyForm(key) === keyForm(pingKey))
      refuse("key", "is the ping_key. Choose another");
    if (slug === undefined) {
      if (key === undefined)
        refuse("slug", "is missing, for the name has none of a-z and 0-9. Set it, or a key");
      continue;
    }
    if (slugs.has(slug)) refuse("slug", `another heartbeat has the slug "${slug}". Set this one's`);
    slugs.add(slug);
  }
}

/** A UUID is the same in capitals; any other key is as it is written. */
export function keyForm(key: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key) ? key.toLowerCase() : key;
}

function slugOf({ slug, name }: { slug?: string | undefined; name: string }): string | undefined {
  if (slug !== undefined) return slug;
  const made = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 100);
  return made === "" ? undefined : made;
}

function isCron({ schedule = "", timezone }: { schedule?: string | undefined; timezone: string }) {
  try {
    byCron(schedule, timezone);
    return true;
  } catch {
    return false;
  }
}

function inMs(seconds: number): number;
function inMs(seconds: number | undefined): number | undefined;
function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1_000);
}
