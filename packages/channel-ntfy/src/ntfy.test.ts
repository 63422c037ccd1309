import { createAlerts } from "@ettl/alerts";
import { alertsConfig } from "@ettl/alerts/config";
import { channelContract } from "@ettl/alerts/testing";
import { httpReceiver } from "@ettl-tooling/test";
import ntfyPlugin, { ntfy } from "ettl-channel-ntfy";
import { describe, expect, test } from "vitest";

describe("ntfy keeps the channel contract", () => {
  for (const [title, run] of channelContract(({ url }) => ntfy({ topicUrl: url })))
    test(title, run);
});

test("an alert and its resolve are messages to the topic, with priority and tags", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({
    channels: [ntfy({ topicUrl: `${receiver.url}/base/my%20alerts`, token: "tk_1" })],
    links: { runbook: "https://wiki.example.com/{title}" },
  });
  const alert = { title: "Größe 😀\r\nX: y", source: "exporter" };
  await alerts.send({ ...alert, level: "critical", message: "x".repeat(5_000) });
  await alerts.resolve(alert);
  const [firing, resolved] = receiver.requests;
  expect([firing?.url, firing?.headers.authorization]).toEqual(["/base/", "Bearer tk_1"]);
  expect(JSON.parse(firing?.body.toString() ?? "")).toEqual({
    topic: "my alerts",
    title: alert.title,
    message: `${"x".repeat(999)}…`,
    priority: 5,
    tags: ["rotating_light", "exporter"],
    click: "https://wiki.example.com/Gr%C3%B6%C3%9Fe%20%F0%9F%98%80%0D%0AX%3A%20y",
  });
  expect(firing?.body.length).toBeLessThan(4_096);
  expect(JSON.parse(resolved?.body.toString() ?? "")).toMatchObject({
    title: `Resolved: ${alert.title}`,
    priority: 2,
    tags: ["white_check_mark", "exporter"],
  });
});

test("an address without a topic is refused, without repeating it", () => {
  for (const topicUrl of ["https://s3cr3t.example.com/", "ftp://s3cr3t.example.com/x", "s3cr3t"])
    expect(() => ntfy({ topicUrl })).toThrow(/^ntfy topicUrl: expected a URL such as https:/);
});

test("as a plugin it makes the channel that a table describes", () => {
  const tables = alertsConfig([ntfyPlugin]);
  const parsed = tables.parse({
    channels: { phone: { type: "ntfy", topic_url: "https://ntfy.sh/x", token: "t" } },
  });
  expect(parsed.channels.map(({ name }) => name)).toEqual(["phone"]);
  expect(tables.safeParse({ channels: { phone: { type: "ntfy" } } }).success).toBe(false);
});
