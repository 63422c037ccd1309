import { setTimeout as delay } from "node:timers/promises";
import { type AlertInput, type Channel, createAlerts, DeliveryError } from "@ettl/alerts";
import { webhook } from "@ettl/alerts/channels/webhook";
import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test, vi } from "vitest";

const alert: AlertInput = {
  level: "error",
  title: "Export failed",
  message: "disk full",
  source: "exporter",
};
const quick = { baseDelayMs: 1, maxDelayMs: 2 };

test("A14 more alerts than are remembered go out again, never the other way", async () => {
  const channel: Channel = { name: "memory", send: async () => {} };
  await using alerts = createAlerts({ channels: [channel], maxFingerprints: 2 });
  for (const title of ["one", "two", "three"]) await alerts.send({ ...alert, title });
  expect(await alerts.send({ ...alert, title: "three" })).toMatchObject([
    { outcome: "suppressed" },
  ]);
  expect(await alerts.send({ ...alert, title: "one" })).toMatchObject([{ outcome: "delivered" }]);
  expect(alerts.stats()).toMatchObject({ firing: 2, forgotten: 2 });
});

test("A16 close delivers what is queued", async () => {
  await using receiver = await httpReceiver();
  const alerts = createAlerts({ channels: [webhook({ url: receiver.url })] });
  for (let index = 0; index < 100; index += 1)
    void alerts.send({ ...alert, title: `number ${index}` }, { waitMs: 0 });
  await Promise.all([alerts.close(), alerts.close()]);
  expect(receiver.requests.length).toBe(100);
  expect(alerts.stats().channels[0]).toMatchObject({ delivered: 100, queued: 0 });
});

test("A16 what close cannot deliver in its time is dropped, counted and on record", async () => {
  await using receiver = await httpReceiver(() => ({
    status: 503,
    headers: { "retry-after": "30" },
  }));
  const problems: string[] = [];
  const alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    onProblem: ({ message }) => problems.push(message),
  });
  for (const title of ["one", "two"]) void alerts.send({ ...alert, title }, { waitMs: 0 });
  await receiver.received(1);
  await alerts.close({ timeoutMs: 200 });
  const { alerts: entries } = await alerts.history();
  expect(entries.map(({ deliveries }) => deliveries[0]?.outcome)).toEqual(["dropped", "dropped"]);
  expect(problems).toContain("2 deliveries were lost at close");
  expect(await alerts.send(alert)).toMatchObject([{ outcome: "dropped", attempts: 0 }]);
});

test("a wait for the next attempt is cut short by close, for a last try", async () => {
  let status = 500;
  await using receiver = await httpReceiver(() => status);
  const alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 },
  });
  void alerts.send(alert, { waitMs: 0 });
  await receiver.received(1);
  status = 200;
  await alerts.close();
  expect(alerts.stats().channels[0]).toMatchObject({ delivered: 1, retries: 1 });
});

test("A17 channels that throw, reject with a text or write to the alert harm no other", async () => {
  await using receiver = await httpReceiver();
  const channels: Channel[] = [
    {
      name: "throws",
      send: () => {
        throw new Error("no https://host/s3cr3t");
      },
    },
    { name: "text", send: () => Promise.reject("words") },
    {
      name: "writes",
      send: async (given) => {
        Object.assign(given.metadata ?? {}, { deep: "changed" });
      },
    },
    webhook({ url: receiver.url }),
  ];
  await using alerts = createAlerts({ channels, retry: { ...quick, maxAttempts: 1 } });
  const sent = await alerts.send({ ...alert, metadata: { deep: { original: true } } });
  expect(sent.map(({ outcome, error }) => [outcome, error])).toEqual([
    ["failed", "unknown: no https://host/[redacted]"],
    ["failed", "unknown: words"],
    ["failed", expect.stringMatching(/^unknown: Cannot assign to read only/)],
    ["delivered", undefined],
  ]);
  expect(JSON.parse(receiver.requests[0]?.body.toString() ?? "").metadata).toEqual({
    deep: { original: true },
  });
});

test("A17 a duplicate name and something that is no channel are refused at once", () => {
  const one: Channel = { name: "one", send: async () => {} };
  expect(() => createAlerts({ channels: [one, one] })).toThrow(/two are named "one"/);
  expect(() => createAlerts({ channels: [{ name: "none" } as Channel] })).toThrow(TypeError);
  expect(() => createAlerts({ channels: [], rateLimitMinutes: -1 })).toThrow(
    "rateLimitMinutes is -1; expected a number from 0 to 525600",
  );
});

test("A18 circular and BigInt metadata and a message of 5 MB are cut, not thrown", async () => {
  await using receiver = await httpReceiver();
  await using alerts = createAlerts({ channels: [webhook({ url: receiver.url })] });
  const metadata = { big: 10n, at: new Date(0), text: "y".repeat(1e6), self: {} };
  metadata.self = metadata;
  Object.defineProperty(metadata, "bad", {
    enumerable: true,
    get() {
      throw new Error("getter");
    },
  });
  await alerts.send({ ...alert, message: "x".repeat(5_000_000), metadata });
  const body = receiver.requests[0]?.body.toString() ?? "";
  expect(body.length).toBeLessThan(40_000);
  expect(JSON.parse(body).metadata).toMatchObject({ big: "10", at: "1970-01-01T00:00:00.000Z" });
});

test("an alert that is none resolves and is reported", async () => {
  const problems: string[] = [];
  await using alerts = createAlerts({
    channels: [],
    onProblem: ({ code }) => problems.push(code),
  });
  expect(await alerts.send(undefined as unknown as AlertInput)).toEqual([]);
  await alerts.send({ ...alert, level: "fatal" as "error" });
  expect((await alerts.history()).alerts[0]?.level).toBe("error");
  expect(problems).toEqual(["invalid_alert", "invalid_alert"]);
});

test("throwing callbacks harm nobody and are reported once", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on("warning", listen);
  await using receiver = await httpReceiver();
  const boom = (): never => {
    throw new Error("boom");
  };
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    rateLimitMinutes: 0,
    onDelivery: boom,
    context: boom,
  });
  await alerts.send(alert);
  expect(await alerts.send(alert)).toMatchObject([{ outcome: "delivered" }]);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", listen);
  expect(warnings.filter((text) => text.includes("boom"))).toEqual([
    "context of createAlerts threw: boom",
    "onDelivery of createAlerts threw: boom",
  ]);
});

test("A19 the history keeps the newest, in pages that stay in order while alerts arrive", async () => {
  await using alerts = createAlerts({ channels: [], historySize: 5 });
  for (let index = 0; index < 12; index += 1)
    await alerts.send({ ...alert, title: String(index), source: index % 2 ? "odd" : "even" });
  const first = await alerts.history({ limit: 2 });
  await alerts.send({ ...alert, title: "12" });
  const second = await alerts.history({ limit: 2, cursor: first.nextCursor });
  expect([...first.alerts, ...second.alerts].map(({ title }) => title)).toEqual([
    "11",
    "10",
    "9",
    "8",
  ]);
  expect(second.nextCursor).toBeUndefined();
  const odd = await alerts.history({ source: "odd" });
  expect(odd.alerts.map(({ title }) => title)).toEqual(["11", "9"]);
  expect(alerts.stats().history).toBe(5);
  await expect(alerts.history({ limit: 1_001 })).rejects.toThrow(RangeError);
});

test("Retry-After is read as seconds or as a date, anything else is none", () => {
  const read = (value: string) =>
    DeliveryError.fromResponse(
      new Response(null, { status: 503, headers: { "retry-after": value } }),
    ).retryAfterMs;
  expect(read("2")).toBe(2_000);
  expect(read("soon")).toBeUndefined();
  expect(read("-5")).toBeUndefined();
  expect(read(new Date(0).toUTCString())).toBe(0);
  const later = read(new Date(Date.now() + 60_000).toUTCString()) ?? 0;
  expect(later).toBeGreaterThan(30_000);
  expect(later).toBeLessThanOrEqual(60_000);
});

test("an end that waits behind the next attempt of its beginning leaves the process alone", async () => {
  const channel: Channel = {
    name: "memory",
    send: () => Promise.reject(new DeliveryError("down", { code: "unavailable", retryable: true })),
  };
  const alerts = createAlerts({
    channels: [channel],
    retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 },
  });
  void alerts.send(alert, { waitMs: 0 });
  await eventually("an attempt", async () => {
    const { alerts: entries } = await alerts.history();
    return entries[0]?.deliveries[0]?.error !== undefined;
  });
  const timers = vi.spyOn(globalThis, "setTimeout");
  void alerts.resolve(alert, { waitMs: 0 });
  await delay(200);
  expect(timers.mock.calls.length).toBeLessThan(10);
  timers.mockRestore();
  await alerts.close({ timeoutMs: 0 });
});
