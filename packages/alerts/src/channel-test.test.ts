import {
  type Alert,
  type AlertsOptions,
  type Channel,
  ChannelTestUnderWay,
  createAlerts,
  DeliveryError,
  type DeliveryEvent,
} from "@ettl/alerts";
import { alertRoutes } from "@ettl/alerts/hono";
import { expect, test } from "vitest";
import { channelTestAnswer } from "./channel-answers.ts";

const retry = { baseDelayMs: 1, maxDelayMs: 1 };
const down = (message = "answered 503") =>
  new DeliveryError(message, { code: "unavailable", retryable: true });

/** An alerter of one channel, which does to each alert what `answer` does. */
function alerterOf(answer: (alert: Alert) => unknown, options: Partial<AlertsOptions> = {}) {
  const seen: Alert[] = [];
  const events: DeliveryEvent[] = [];
  const ops: Channel = {
    name: "ops",
    type: "memory",
    async send(alert) {
      seen.push(alert);
      await answer(alert);
    },
  };
  const onDelivery = (event: DeliveryEvent) => events.push(event);
  const alerts = createAlerts({ channels: [ops], retry, onDelivery, ...options });
  const ofOps = () => alerts.stats().channels.find(({ name }) => name === "ops");
  return { alerts, seen, events, ofOps };
}

const alert = { level: "error", title: "t", message: "m", source: "s" } as const;

test("a test sends an alert and its resolve, and nothing else knows of it", async () => {
  const { alerts, seen, events, ofOps } = alerterOf(() => {}, {
    routes: [{ levels: ["critical"], channels: ["ops"] }, { channels: [] }],
  });
  await alerts.silence({ sources: ["ettl"], reason: "r", endsAt: new Date(Date.now() + 60_000) });
  for (let round = 1; round <= 2; round += 1)
    expect(await alerts.testChannel("ops")).toEqual({
      channel: "ops",
      fired: { channel: "ops", outcome: "delivered", attempts: 1 },
      resolved: { channel: "ops", outcome: "delivered", attempts: 1 },
    });
  const told = seen.map(({ title, source, level, status }) => [title, source, level, status]);
  expect(told.slice(0, 2)).toEqual([
    ["Test alert", "ettl", "info", "firing"],
    ["Test alert", "ettl", "info", "resolved"],
  ]);
  expect(told).toHaveLength(4);
  expect(events).toEqual([]);
  expect((await alerts.history()).alerts).toEqual([]);
  expect(alerts.firing()).toEqual([]);
  expect(alerts.stats()).toMatchObject({ accepted: 0, history: 0 });
  expect(ofOps()).toMatchObject({
    type: "memory",
    queued: 0,
    delivered: 0,
    retries: 0,
    failuresInRow: 0,
    lastOutcome: "delivered",
    lastDeliveredAt: expect.stringMatching(/Z$/),
  });
});

test("a test retries as alerts do, and says why it failed in the end", async () => {
  const { alerts, ofOps } = alerterOf(() => {
    throw down();
  });
  const failed = { outcome: "failed", attempts: 5, error: "unavailable: answered 503" };
  expect(await alerts.testChannel("ops")).toMatchObject({ fired: failed, resolved: failed });
  expect(ofOps()).toMatchObject({ failed: 0, failuresInRow: 2, circuit: "closed" });
});

test("a test goes before what waits for an open circuit, and closes it when it succeeds", async () => {
  let isDown = true;
  const { alerts, ofOps, seen } = alerterOf(
    () => {
      if (isDown) throw down();
    },
    // The rest of the circuit would outlast the test run.
    { retry: { ...retry, baseDelayMs: 60_000, maxDelayMs: 120_000, maxAttempts: 20 } },
  );
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      alerts.send({ ...alert, title: `t${index}` }, { waitMs: 0 }),
    ),
  );
  await expect.poll(() => ofOps()?.circuit).toBe("open");
  expect(seen).toHaveLength(10);
  isDown = false;
  expect(await alerts.testChannel("ops")).toMatchObject({ fired: { outcome: "delivered" } });
  expect(seen[10]?.title).toBe("Test alert");
  await expect.poll(() => ofOps()).toMatchObject({ circuit: "closed", queued: 0, delivered: 12 });
});

test("a test that is still trying is pending, and no second one runs beside it", async () => {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { alerts, ofOps } = alerterOf(() => answered);
  const soFar = await alerts.testChannel("ops", { waitMs: 1 });
  expect(channelTestAnswer(soFar)).toEqual({
    channel: "ops",
    fired: { outcome: "pending", attempts: 1 },
    resolved: { outcome: "pending", attempts: 0 },
    message: "still trying",
  });
  await expect(alerts.testChannel("ops")).rejects.toThrow(ChannelTestUnderWay);
  answer();
  await expect.poll(() => ofOps()?.lastOutcome).toBe("delivered");
  await expect.poll(() => alerts.testChannel("ops").catch(() => undefined)).toBeDefined();
});

test("a channel that is not there is a RangeError that names those that are", async () => {
  const { alerts } = alerterOf(() => {});
  await expect(alerts.testChannel("opps")).rejects.toThrow(
    new RangeError('no channel is named "opps"; expected "ops"'),
  );
  await expect(createAlerts({ channels: [] }).testChannel("x")).rejects.toThrow("there is none");
});

test("a stop does not wait for a test", async () => {
  const { alerts } = alerterOf(() => new Promise(() => {}));
  const dropped = { outcome: "dropped", error: "dropped: closed before its turn" };
  const running = alerts.testChannel("ops");
  await alerts.close({ timeoutMs: 60_000 });
  expect(await running).toMatchObject({ fired: dropped, resolved: dropped });
  expect(await alerts.testChannel("ops")).toMatchObject({
    fired: { outcome: "dropped", attempts: 0, error: "dropped: the alerter is closed" },
  });
});

function served(answer: (alert: Alert) => unknown, name = "ops") {
  const channel: Channel = { name, type: "memory", send: async (one) => void (await answer(one)) };
  const alerts = createAlerts({ channels: [channel], retry: { ...retry, maxAttempts: 2 } });
  const app = alertRoutes(alerts, {
    authorize: (request, scope) =>
      scope === "read" || request.headers.get("authorization") === "Bearer t",
  });
  const press = (which = name, authorization = "Bearer t") =>
    app.request(`/alerts/channels/${encodeURIComponent(which)}/test`, {
      method: "POST",
      headers: { authorization },
    });
  const listed = async () =>
    ((await (await app.request("/alerts/channels")).json()) as { channels: unknown[] }).channels;
  return { alerts, press, listed };
}

test("POST /alerts/channels/:name/test answers what became of it, a failure too", async () => {
  let fault: Error | undefined;
  const { press, listed } = served(() => {
    if (fault) throw fault;
  }, "ops/e-mail 100 %");
  const good = await press();
  expect(good.status).toBe(200);
  expect(await good.json()).toEqual({
    channel: "ops/e-mail 100 %",
    fired: { outcome: "delivered", attempts: 1 },
    resolved: { outcome: "delivered", attempts: 1 },
  });
  fault = down();
  const bad = await press();
  expect(bad.status).toBe(200);
  const failed = { outcome: "failed", attempts: 2, error: "unavailable: answered 503" };
  expect(await bad.json()).toMatchObject({ fired: failed, resolved: failed });
  expect(await listed()).toEqual([
    {
      name: "ops/e-mail 100 %",
      type: "memory",
      queued: 0,
      circuit: "closed",
      delivered: 0,
      failed: 0,
      suppressed: 0,
      silenced: 0,
      dropped: 0,
      retries: 0,
      failures_in_row: 2,
      last_outcome: "failed",
      last_outcome_at: expect.stringMatching(/Z$/),
      last_delivered_at: expect.stringMatching(/Z$/),
      last_error: "unavailable: answered 503",
    },
  ]);
});

test("an unknown channel is 404, a second test 409, and who may only read gets 401", async () => {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { press } = served(() => answered);
  const unknown = await press("opps");
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ message: "no channel has that name; expected ops" });
  expect((await press("ops", "Bearer other")).status).toBe(401);
  const first = press();
  const second = await press();
  expect(second.status).toBe(409);
  expect(await second.json()).toEqual({
    error: "conflict",
    message: 'a test of "ops" is under way; wait for its end',
  });
  answer();
  expect((await first).status).toBe(200);
});

test("alerts that failed in a row are counted, and the next success ends the row", async () => {
  let isDown = true;
  const { alerts, ofOps } = alerterOf(() => {
    if (isDown) throw new DeliveryError("answered 404", { code: "rejected", retryable: false });
  });
  for (const title of ["a", "b", "c"]) await alerts.send({ ...alert, title });
  expect(ofOps()).toMatchObject({ failed: 3, failuresInRow: 3 });
  expect(ofOps()).not.toHaveProperty("lastDeliveredAt");
  isDown = false;
  await alerts.send(alert);
  expect(ofOps()).toMatchObject({ delivered: 1, failuresInRow: 0 });
  expect(ofOps()?.lastDeliveredAt).toBe(ofOps()?.lastOutcomeAt);
});
