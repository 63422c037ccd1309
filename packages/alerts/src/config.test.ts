import { createAlerts } from "@ettl/alerts";
import { alertsConfig, type ChannelPlugin } from "@ettl/alerts/config";
import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import * as z from "zod";

const issuesOf = (table: unknown, plugins?: readonly ChannelPlugin[]) =>
  (alertsConfig(plugins).safeParse(table).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

test("an empty table has the defaults", () => {
  expect(alertsConfig().parse({})).toEqual({
    rateLimitMinutes: 5,
    groupWaitMs: 0,
    repeatIntervalMs: 0,
    sendTimeoutMs: 10_000,
    queueSize: 1_000,
    retry: { baseDelayMs: 500, maxDelayMs: 30_000 },
    links: {},
    routes: [],
    escalations: [],
    inhibitions: [],
    maintenance: [],
    exportSuccess: "history",
    channels: [],
  });
});

test("the original's keys and named tables become channels that createAlerts takes", async () => {
  await using receiver = await httpReceiver();
  const parsed = alertsConfig().parse({
    webhook_url: receiver.url,
    rate_limit_minutes: 1,
    slack_enabled: true,
    slack: { webhook_url: "http://127.0.0.1:1/x" },
    email_enabled: true,
    email: { host: "127.0.0.1", from: "a@example.com", to: "b@example.com" },
    channels: { ops: { type: "webhook", url: `${receiver.url}/ops`, headers: { "x-token": "t" } } },
  });
  expect(parsed.rateLimitMinutes).toBe(1);
  expect(parsed.channels.map(({ name }) => name)).toEqual(["webhook", "email", "slack", "ops"]);
  const channels = parsed.channels.filter(({ name }) => name === "ops" || name === "webhook");
  await using alerts = createAlerts({ ...parsed, channels });
  await alerts.send({ level: "info", title: "t", message: "m", source: "s" });
  expect(receiver.requests.map(({ url }) => url).sort()).toEqual(["/", "/ops"]);
  expect(receiver.requests.find(({ url }) => url === "/ops")?.headers["x-token"]).toBe("t");
});

test("a channel switched on without its address names the missing keys", () => {
  expect(issuesOf({ slack_enabled: true, email_enabled: true, email: { host: "h" } })).toEqual([
    "email.from: email_enabled = true needs from in [alerts.email]",
    "email.to: email_enabled = true needs to in [alerts.email]",
    "slack.webhook_url: slack_enabled = true needs webhook_url in [alerts.slack]",
  ]);
  expect(issuesOf({ slack: { webhook_url: "" }, webhook_url: "" })).toEqual([]);
});

test("an unknown key, type and name twice are issues at their place, without values", () => {
  const secret = "not-a-url-s3cr3t";
  expect(issuesOf({ rate_limit_minute: 5 })).toEqual([': Unrecognized key: "rate_limit_minute"']);
  expect(issuesOf({ channels: { ops: { type: "webhok", url: secret } } })).toEqual([
    'channels.ops.type: expected one of "webhook", "slack", "email", "pagerduty", "alertmanager", "log"',
  ]);
  const result = alertsConfig().safeParse({
    channels: { ops: { type: "webhook", url: secret, urll: "" } },
  });
  expect(result.error?.issues).toMatchObject([
    { code: "custom", path: ["channels", "ops", "url"], message: "expected an http or https URL" },
    { code: "unrecognized_keys", path: ["channels", "ops"], keys: ["urll"] },
  ]);
  expect(result.error?.message).not.toContain(secret);
  expect(
    issuesOf({
      webhook_url: "http://127.0.0.1/",
      channels: { webhook: { type: "webhook", url: "http://127.0.0.1/" } },
    }),
  ).toMatchObject([expect.stringMatching(/^channels.webhook: a channel named "webhook"/)]);
});

test("what only a channel itself refuses is an issue at its table, not a crash", () => {
  const email = { host: "x", from: "a@b\nc", to: ["a@b"] };
  const refused = (table: object) => {
    const { error } = alertsConfig().safeParse(table);
    return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };
  expect(refused({ channels: { mail: { type: "email", ...email } } })).toEqual([
    expect.stringMatching(/^channels\.mail: .*from: expected an address/),
  ]);
  expect(refused({ email_enabled: true, email })).toEqual([
    expect.stringMatching(/^email: .*from: expected an address/),
  ]);
});

test("a plugin's type may be named, and its keys are in the JSON Schema", () => {
  const ntfy: ChannelPlugin<{ topic: string }> = {
    type: "ntfy",
    schema: z
      .strictObject({ topic_url: z.url().meta({ secret: true }) })
      .transform(({ topic_url }) => ({ topic: topic_url })),
    create: ({ topic }, { name }) => ({ name: `${name} ${topic}`, send: async () => {} }),
  };
  const table = { channels: { phone: { type: "ntfy", topic_url: "https://ntfy.sh/x" } } };
  const { channels } = alertsConfig([ntfy]).parse(table);
  expect(channels[0]?.name).toBe("phone https://ntfy.sh/x");
  expect(issuesOf({ channels: { phone: { type: "ntfy" } } }, [ntfy])[0]).toMatch(
    /^channels.phone.topic_url: /,
  );
  expect(issuesOf(table)[0]).toMatch(/^channels.phone.type: expected one of "webhook"/);
  expect(() => alertsConfig([ntfy, ntfy])).toThrow(/two channel plugins have the type "ntfy"/);
  expect(() => alertsConfig([{} as ChannelPlugin])).toThrow(TypeError);

  const schema = z.toJSONSchema(alertsConfig([ntfy]), { io: "input" });
  expect(schema.properties?.webhook_url).toMatchObject({ type: "string", secret: true });
  expect(schema.properties?.email).toMatchObject({
    properties: { password: { secret: true }, port: { type: "integer", default: 587 } },
    additionalProperties: false,
  });
  const { additionalProperties: tables } = (schema.properties?.channels ?? {}) as {
    additionalProperties: { oneOf: unknown[] };
  };
  expect(tables.oneOf).toHaveLength(8);
  expect(tables.oneOf[6]).toEqual({
    type: "object",
    properties: {
      type: { type: "string", const: "ntfy", description: expect.any(String) },
      topic_url: { type: "string", format: "uri", secret: true },
    },
    required: ["type", "topic_url"],
    additionalProperties: false,
  });
});
