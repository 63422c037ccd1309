import { createAlerts, DeliveryError } from "@ettl/alerts";
import { alertmanager } from "@ettl/alerts/channels/alertmanager";
import { pagerduty } from "@ettl/alerts/channels/pagerduty";
import { slack } from "@ettl/alerts/channels/slack";
import { webhook } from "@ettl/alerts/channels/webhook";
import { channelContract, type Remote } from "@ettl/alerts/testing";
import { httpReceiver } from "@ettl-tooling/test";
import { describe, expect, test } from "vitest";

const channels = {
  webhook: ({ url }: Remote) => webhook({ url }),
  slack: ({ url }: Remote) => slack({ webhookUrl: url }),
  pagerduty: ({ url }: Remote) => pagerduty({ routingKey: "r".repeat(32), url }),
  alertmanager: ({ url }: Remote) => alertmanager({ url }),
};

for (const [name, create] of Object.entries(channels))
  describe(`${name} keeps the channel contract`, () => {
    for (const [title, run] of channelContract(create)) test(title, run);
  });

test.each(Object.entries(channels))("A7 %s does not follow a redirect", async (_, create) => {
  await using elsewhere = await httpReceiver();
  const headers = { location: elsewhere.url };
  await using receiver = await httpReceiver(() => ({ status: 307, headers }));
  await using alerts = createAlerts({ channels: [create(receiver)] });
  const sent = await alerts.send({ level: "info", title: "t", message: "m", source: "s" });
  expect(sent).toMatchObject([{ outcome: "failed", error: "redirected: answered 307" }]);
  expect([receiver.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
});

const hostile = {
  level: "critical",
  title: `<!channel> & ${"x".repeat(10_000)}`,
  message: "<@U123> & co ".repeat(2_000),
  source: "test",
  labels: Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`1 l-${index}`, "<v>".repeat(900)]),
  ),
} as const;

test("slack: blocks stay within the limits and hold no live mention", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({ channels: [slack({ webhookUrl: receiver.url })] });
  await alerts.send(hostile);
  const text = receiver.requests[0]?.body.toString() ?? "";
  const { blocks } = JSON.parse(text);
  expect(text).not.toMatch(/<[!@]/);
  expect(text.length).toBeLessThan(12_000);
  expect(blocks[0].text.text.length).toBeLessThanOrEqual(150);
  expect(blocks[1].text.text.length).toBeLessThanOrEqual(3_000);
  expect(blocks[2].fields.length).toBe(10);
});

test("pagerduty: triggers by fingerprint and resolves without a payload", async () => {
  await using receiver = await httpReceiver(() => 202);
  await using alerts = createAlerts({
    channels: [pagerduty({ routingKey: "key", url: receiver.url })],
  });
  await alerts.send(hostile);
  await alerts.resolve(hostile);
  const [trigger, resolve] = receiver.requests.map(({ body }) => JSON.parse(body.toString()));
  expect(trigger).toMatchObject({
    routing_key: "key",
    event_action: "trigger",
    payload: { severity: "critical", source: "test" },
  });
  expect(trigger.payload.summary.length).toBeLessThanOrEqual(1_024);
  expect(resolve).toEqual({
    routing_key: "key",
    event_action: "resolve",
    dedup_key: trigger.dedup_key,
  });
});

test("alertmanager: posts legal labels, fires until told, ends every severity", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({ channels: [alertmanager({ url: `${receiver.url}/am/` })] });
  await alerts.send(hostile);
  await alerts.resolve(hostile);
  const [first, second] = receiver.requests;
  expect(first?.url).toBe("/am/api/v2/alerts");
  const [firing] = JSON.parse(first?.body.toString() ?? "");
  expect(firing.labels).toMatchObject({ source: "test", severity: "critical" });
  for (const name of Object.keys(firing.labels)) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
  expect(Date.parse(firing.endsAt)).toBeGreaterThan(Date.now());
  const resolved: { labels: { severity: string }; endsAt: string }[] = JSON.parse(
    second?.body.toString() ?? "",
  );
  expect(resolved.map(({ labels }) => labels.severity)).toEqual([
    "info",
    "warning",
    "error",
    "critical",
  ]);
  for (const { endsAt } of resolved) expect(Date.parse(endsAt)).toBeLessThanOrEqual(Date.now());
});

test("a bad address is refused at once, without being repeated", () => {
  expect(() => webhook({ url: "ftp://host/s3cr3t" })).toThrow(
    new TypeError("webhook url: expected an http or https URL"),
  );
  expect(() => slack({ webhookUrl: "https://user:s3cr3t@host/" })).toThrow(/no user and password/);
});

test("a DeliveryError of another copy of the package is recognised", () => {
  const foreign = Object.assign(new Error("theirs"), {
    [Symbol.for("@ettl/alerts/DeliveryError")]: true,
  });
  expect(DeliveryError.is(foreign)).toBe(true);
  expect(DeliveryError.is(new Error("none"))).toBe(false);
});
