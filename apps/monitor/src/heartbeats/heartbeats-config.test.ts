import { expect, test } from "vitest";
import * as z from "zod";
import { checkPingAddresses, heartbeatsConfig, pingKeyConfig } from "./heartbeats-config.ts";

const key = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
const nightly = { name: "Nightly Bäckup!", key, schedule: "0 4 * * *" };

/** `place: message` of all that is wrong. */
function refusals(...heartbeats: readonly object[]): string[] {
  return issuesOf(heartbeatsConfig.safeParse(heartbeats));
}

/** The same of a file that has a `ping_key` for all. */
const whole = z
  .object({ heartbeats: heartbeatsConfig, ping_key: pingKeyConfig })
  .superRefine((given, context) => checkPingAddresses(given.heartbeats, given.ping_key, context));

function issuesOf({ error }: z.ZodSafeParseResult<unknown>): string[] {
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("has a default for every key that can have one", () => {
  expect(heartbeatsConfig.parse(undefined)).toEqual([]);
  expect(heartbeatsConfig.parse([nightly])).toEqual([
    {
      name: "Nightly Bäckup!",
      key,
      slug: "nightly-backup",
      schedule: "0 4 * * *",
      timezone: "UTC",
      lateMs: 60_000,
      graceMs: 300_000,
      maxDurationMs: 300_000,
      alarms: ["late", "did_not_start", "too_long", "too_short", "failed"],
      public: false,
    },
  ]);
  const [short] = heartbeatsConfig.parse([{ ...nightly, grace_seconds: 10 }]);
  expect(short).toMatchObject({ lateMs: 2_000, maxDurationMs: 10_000 });
});

test("wants a schedule or a period", () => {
  expect(refusals({ name: "a", key })).toEqual([
    "0.schedule: expected either schedule or period_seconds",
  ]);
  expect(refusals({ ...nightly, period_seconds: 60 })).toHaveLength(1);
});

for (const schedule of ["0 4 * *", "61 * * * *", "0 0 30 2 *", "@daily", "", "0 0 4 * * * 2030"])
  test(`refuses the cron pattern "${schedule}"`, () => {
    expect(refusals({ ...nightly, schedule })).toEqual([
      "0.schedule: expected a cron pattern such as 0 4 * * * that some time matches",
    ]);
  });

for (const timezone of ["Europe/Atlantis", "+01:00", "", "CEST5"])
  test(`refuses the time zone "${timezone}"`, () => {
    expect(refusals({ ...nightly, timezone })).toEqual([
      "0.timezone: expected an IANA time zone such as Europe/Berlin",
    ]);
  });

test("refuses limits that contradict one another", () => {
  expect(
    refusals({ ...nightly, late_seconds: 301, min_duration_seconds: 61, max_duration_seconds: 60 }),
  ).toEqual([
    "0.late_seconds: expected at most grace_seconds, 300",
    "0.min_duration_seconds: expected at most max_duration_seconds, 60",
  ]);
});

test("refuses a short key, and never repeats one", () => {
  const refused = refusals(
    { ...nightly, key: "short" },
    { ...nightly, name: "other", key: "planted/key-with a blank" },
  );
  expect(refused).toHaveLength(2);
  expect(refused.join()).not.toMatch(/short|planted/);
});

test("refuses names and keys that are used twice, all at once", () => {
  const second = { ...nightly, key: key.toUpperCase() };
  expect(refusals(nightly, second)).toEqual(["1.name: is used twice", "1.key: is used twice"]);
});

test("refuses heartbeats that nothing could ping, or that could not be told apart", () => {
  const named = (name: string, more = {}) => ({ name, period_seconds: 60, ...more });
  const check = (ping_key: string | undefined, ...heartbeats: readonly object[]) =>
    issuesOf(whole.safeParse({ ping_key, heartbeats }));
  const pingKey = "fqOOd6-F4MMNuCEnzTU01w";
  expect(check(undefined, nightly, named("a"))).toEqual([
    "heartbeats.1.key: is missing. Set it, or the ping_key of all heartbeats",
  ]);
  expect(
    check(
      pingKey,
      named("Db Backups"),
      named("db-backups"),
      named("日本"),
      named("日本 2", { key }),
      named("b", { key: pingKey }),
    ),
  ).toEqual([
    'heartbeats.1.slug: another heartbeat has the slug "db-backups". Set this one\'s',
    "heartbeats.2.slug: is missing, for the name has none of a-z and 0-9. Set it, or a key",
    "heartbeats.4.key: is the ping_key. Choose another",
  ]);
  expect(check(pingKey, named("a"), named("日本", { slug: "japan" }))).toEqual([]);
  expect(check("short")).toHaveLength(1);
});

test("refuses what it does not know", () => {
  expect(refusals({ ...nightly, grace: 5 })[0]).toMatch(/Unrecognized key: "grace"/);
  expect(refusals({ ...nightly, alarms: ["early"] })).toHaveLength(1);
  expect(refusals({ ...nightly, name: "two\nlines" })).toHaveLength(1);
});

test("can be described by a JSON Schema", () => {
  const schema = z.toJSONSchema(heartbeatsConfig, { io: "input" });
  const described = schema as { items: { properties: Record<string, { description?: string }> } };
  for (const [name, { description }] of Object.entries(described.items.properties))
    expect(description, name).toMatch(/\.$/);
});
