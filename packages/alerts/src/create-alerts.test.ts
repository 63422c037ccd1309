import { type AlertInput, type Channel, createAlerts, type DeliveryEvent } from "@ettl/alerts";
import { webhook } from "@ettl/alerts/channels/webhook";
import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const alert: AlertInput = {
  level: "error",
  title: "Export failed",
  message: "disk full",
  source: "exporter",
};
const quick = { baseDelayMs: 1, maxDelayMs: 2 };

test("a webhook receives the entry of the history, without its deliveries", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    context: () => ({ trace_id: "t1", correlation_id: "c1" }),
  });
  const sent = await alerts.send({ ...alert, labels: { b: "2", a: "1" }, metadata: { n: 1 } });
  expect(sent).toEqual([{ channel: "webhook", outcome: "delivered", attempts: 1 }]);
  const { deliveries, ...entry } = (await alerts.history()).alerts[0] ?? { deliveries: [] };
  expect(deliveries).toEqual(sent);
  expect(JSON.parse(receiver.requests[0]?.body.toString() ?? "")).toEqual(entry);
  expect(entry).toMatchObject({
    ...alert,
    status: "firing",
    resolved: false,
    labels: { a: "1", b: "2" },
    metadata: { n: 1 },
    trace_id: "t1",
    correlation_id: "c1",
  });
});

test("A1 a channel that never settles is given up at its deadline and delays no other", async () => {
  await using receiver = await httpReceiver();
  const hung: Channel = { name: "hung", send: () => new Promise(() => {}) };
  await using alerts = createAlerts({
    channels: [hung, webhook({ url: receiver.url })],
    sendTimeoutMs: 50,
    retry: { ...quick, maxAttempts: 2 },
  });
  const accepted = alerts.send(alert);
  await receiver.received(1);
  expect(await accepted).toEqual([
    { channel: "hung", outcome: "failed", attempts: 2, error: "timeout: no answer within 50 ms" },
    { channel: "webhook", outcome: "delivered", attempts: 1 },
  ]);
  expect(alerts.stats().channels[0]).toMatchObject({ queued: 0, failed: 1, retries: 1 });
});

test("a channel still at it answers pending and goes on", async () => {
  let answer: () => void = () => {};
  const slow: Channel = { name: "slow", send: () => new Promise((resolve) => (answer = resolve)) };
  const alerts = createAlerts({ channels: [slow] });
  expect(await alerts.send(alert, { waitMs: 1 })).toEqual([
    { channel: "slow", outcome: "pending", attempts: 1 },
  ]);
  answer();
  await alerts.close();
  expect((await alerts.history()).alerts[0]?.deliveries).toEqual([
    { channel: "slow", outcome: "delivered", attempts: 1 },
  ]);
});

test("A2 500, 500, 200 is one delivery of three attempts with one id", async () => {
  let count = 0;
  await using receiver = await httpReceiver(() => (++count < 3 ? 500 : 200));
  await using alerts = createAlerts({ channels: [webhook({ url: receiver.url })], retry: quick });
  expect(await alerts.send(alert)).toEqual([
    { channel: "webhook", outcome: "delivered", attempts: 3 },
  ]);
  const ids = receiver.requests.map(({ headers }) => headers["idempotency-key"]);
  expect(ids.length).toBe(3);
  expect(new Set(ids).size).toBe(1);
});

test("A3 Retry-After is waited for, up to its cap; garbage leaves our own wait", async () => {
  const times: number[] = [];
  const values = ["1", "999999999", "soon"];
  await using receiver = await httpReceiver(() => {
    times.push(performance.now());
    const value = values[times.length - 1];
    return value === undefined ? 200 : { status: 429, headers: { "retry-after": value } };
  });
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    retry: { ...quick, maxRetryAfterMs: 1_000 },
  });
  expect(await alerts.send(alert)).toMatchObject([{ outcome: "delivered", attempts: 4 }]);
  const [first = 0, second = 0, third = 0] = times;
  // Node's timers may be a millisecond early against this clock.
  expect(second - first).toBeGreaterThanOrEqual(999);
  expect(third - second).toBeGreaterThanOrEqual(999);
});

test.each([400, 401, 404])("A4 %i is not tried again and is on record", async (status) => {
  await using receiver = await httpReceiver(() => status);
  const problems: string[] = [];
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    onProblem: ({ code }) => problems.push(code),
  });
  await alerts.send(alert);
  expect(receiver.requests.length).toBe(1);
  const { alerts: entries } = await alerts.history();
  expect(entries[0]?.deliveries).toMatchObject([
    { outcome: "failed", attempts: 1, error: expect.stringContaining(`answered ${status}`) },
  ]);
  expect(problems).toEqual(["undelivered"]);
});

test("A5 a failed delivery does not arm the rate limit, a successful one does", async () => {
  let status = 400;
  let clock = 0;
  await using receiver = await httpReceiver(() => status);
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    now: () => clock,
  });
  const outcome = async (level: AlertInput["level"] = "error") =>
    (await alerts.send({ ...alert, level }))[0]?.outcome;
  expect(await outcome()).toBe("failed");
  status = 200;
  expect(await outcome()).toBe("delivered");
  expect(await outcome()).toBe("suppressed");
  expect(await outcome("critical")).toBe("delivered");
  clock = 5 * 60_000 - 1;
  expect(await outcome()).toBe("suppressed");
  clock += 1;
  expect(await outcome()).toBe("delivered");
  const { alerts: entries } = await alerts.history({ status: "suppressed" });
  expect(entries.length).toBe(2);
});

test("A6 a refused connection and an unknown name have distinct reasons, without the address", async () => {
  const receiver = await httpReceiver();
  await receiver.close();
  await using alerts = createAlerts({
    channels: [
      webhook({ name: "refused", url: `${receiver.url}/s3cr3t` }),
      webhook({ name: "dns", url: "http://nowhere.invalid/s3cr3t" }),
    ],
    retry: { ...quick, maxAttempts: 1 },
  });
  const errors = (await alerts.send(alert)).map(({ error }) => error);
  expect(errors[0]).toBe("refused: ECONNREFUSED");
  expect(errors[1]).toMatch(/^dns: E/);
});

test("A10 a storm is bounded: the oldest waiting are dropped, counted and on record", async () => {
  const problems: string[] = [];
  const hung: Channel = { name: "hung", send: () => new Promise(() => {}) };
  const alerts = createAlerts({
    channels: [hung],
    queueSize: 10,
    onProblem: ({ code }) => problems.push(code),
  });
  for (let index = 0; index < 100; index += 1)
    void alerts.send({ ...alert, title: `number ${index}` }, { waitMs: 0 });
  expect(alerts.stats().channels[0]).toMatchObject({ queued: 10, dropped: 90 });
  expect(problems.filter((code) => code === "queue_full").length).toBe(1);
  await alerts.close({ timeoutMs: 0 });
  const { alerts: entries } = await alerts.history({ limit: 1_000 });
  expect(entries.map(({ deliveries }) => deliveries[0]?.outcome)).toEqual(
    Array.from({ length: 100 }, () => "dropped"),
  );
});

test("A11 the same alert while in flight joins it, whatever the order of its labels", async () => {
  await using receiver = await httpReceiver();
  const events: DeliveryEvent[] = [];
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    onDelivery: (event) => events.push(event),
  });
  const outcomes = await Promise.all([
    alerts.send({ ...alert, labels: { a: "1", b: "2" } }),
    alerts.send({ ...alert, labels: { b: "2", a: "1" } }),
  ]);
  expect(outcomes.flat().map(({ outcome }) => outcome)).toEqual(["delivered", "delivered"]);
  expect(receiver.requests.length).toBe(1);
  expect(events.length).toBe(1);
});

test("A12 a resolve is told once, only after a firing, and lifts the rate limit", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({ channels: [webhook({ url: receiver.url })] });
  expect(await alerts.resolve(alert)).toEqual([]);
  await alerts.send(alert);
  await alerts.send(alert);
  expect(await alerts.resolve(alert)).toMatchObject([{ outcome: "delivered" }]);
  expect(await alerts.resolve(alert)).toEqual([]);
  expect(await alerts.send(alert)).toMatchObject([{ outcome: "delivered" }]);
  const statuses = receiver.requests.map(({ body }) => JSON.parse(body.toString()).status);
  expect(statuses).toEqual(["firing", "resolved", "firing"]);
  const { alerts: entries } = await alerts.history();
  expect(entries.map(({ status, resolved }) => [status, resolved])).toEqual([
    ["firing", false],
    ["resolved", true],
    ["suppressed", true],
    ["firing", true],
  ]);
});

test("a firing after its resolve is told even when the earlier one is still in flight", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({ channels: [webhook({ url: receiver.url })] });
  await Promise.all([alerts.send(alert), alerts.resolve(alert), alerts.send(alert)]);
  const statuses = receiver.requests.map(({ body }) => JSON.parse(body.toString()).status);
  expect(statuses).toEqual(["firing", "resolved", "firing"]);
});
