import { isDeepStrictEqual } from "node:util";
import { type AlertInput, type AlertsOptions, type Channel, createAlerts } from "@ettl/alerts";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const alert: AlertInput = {
  level: "error",
  title: "Export failed",
  message: "disk full",
  source: "exporter",
};

/** Channels that write down what they are told. */
function told(...names: string[]) {
  const lines: string[] = [];
  const channels = names.map(
    (name): Channel => ({
      name,
      send: async ({ title, status }) => {
        lines.push(`${name}: ${title} ${status}`);
      },
    }),
  );
  return { lines, channels };
}

const shows = (lines: readonly string[], expected: readonly string[]) =>
  eventually(expected.join(", "), () => isDeepStrictEqual([...lines], expected));

const inOneHour = () => new Date(Date.now() + 3_600_000);

test("the first route that matches decides about the channels, and the resolve goes the same way", async () => {
  const { lines, channels } = told("chat", "oncall");
  await using alerts = createAlerts({
    channels,
    routes: [
      { levels: ["critical"], channels: ["oncall"] },
      { sources: ["back*"], labels: { region: "eu-*" }, channels: [] },
      { sources: ["backup"], channels: ["chat"] },
    ],
  });
  await alerts.send({ ...alert, level: "critical", title: "a" });
  await alerts.send({ ...alert, source: "backup", title: "b" });
  const none = await alerts.send({
    ...alert,
    source: "backup",
    title: "c",
    labels: { region: "eu-1" },
  });
  await alerts.send({ ...alert, title: "d" });
  for (const title of ["a", "b", "c"])
    await alerts.resolve({ ...alert, title, source: title === "a" ? "exporter" : "backup" });
  expect(none).toEqual([]);
  expect(lines).toEqual([
    "oncall: a firing",
    "chat: b firing",
    "chat: d firing",
    "oncall: d firing",
    "oncall: a resolved",
    "chat: b resolved",
  ]);
  expect((await alerts.history()).alerts.length).toBe(6);
});

test("a silence keeps an alert in the history, with its reason, and tells it when it is ended", async () => {
  const { lines, channels } = told("chat");
  await using alerts = createAlerts({ channels });
  const silence = await alerts.silence({
    sources: ["exporter"],
    reason: "disk is being replaced",
    endsAt: inOneHour(),
    createdBy: "me",
  });
  expect(await alerts.send(alert)).toEqual([
    {
      channel: "chat",
      outcome: "silenced",
      attempts: 0,
      error: "silenced: disk is being replaced",
    },
  ]);
  expect(alerts.firing()).toMatchObject([{ title: "Export failed", muted: true, told: [] }]);
  expect((await alerts.history({ status: "silenced" })).alerts.length).toBe(1);
  expect(lines).toEqual([]);
  expect(alerts.silences()).toEqual([silence]);
  expect(await alerts.endSilence(silence.id)).toBe(true);
  expect(await alerts.endSilence(silence.id)).toBe(false);
  await shows(lines, ["chat: Export failed firing"]);
  expect(alerts.firing()).toMatchObject([{ muted: false, told: ["chat"] }]);
});

test("what a silence kept back to its end is not told as resolved, what was told before it is", async () => {
  const { lines, channels } = told("chat");
  await using alerts = createAlerts({ channels });
  await alerts.send({ ...alert, title: "before" });
  await alerts.silence({ titles: ["*"], reason: "quiet", endsAt: inOneHour() });
  await alerts.send({ ...alert, title: "during" });
  await alerts.resolve({ ...alert, title: "during" });
  await alerts.resolve({ ...alert, title: "before" });
  expect(lines).toEqual(["chat: before firing", "chat: before resolved"]);
});

test("a silence that runs out tells what still fires", async () => {
  const { lines, channels } = told("chat");
  await using alerts = createAlerts({ channels });
  await alerts.silence({
    levels: ["error"],
    reason: "short",
    endsAt: new Date(Date.now() + 1_500),
  });
  await alerts.send(alert);
  await shows(lines, ["chat: Export failed firing"]);
  expect(alerts.stats().silences).toBe(0);
});

test("a silence without reason, end, or anything to match is refused", async () => {
  await using alerts = createAlerts({ channels: [] });
  const silence = { sources: ["x"], reason: "r", endsAt: inOneHour() };
  const refused = async (change: object) =>
    alerts.silence({ ...silence, ...change }).then(
      () => "made",
      (error: Error) => error.message,
    );
  expect(await refused({ reason: " " })).toMatch(/^reason: expected a text/);
  expect(await refused({ endsAt: new Date(0) })).toMatch(/^ends_at: expected a time after now/);
  expect(await refused({ endsAt: "soon" })).toMatch(/^ends_at: expected a time such as/);
  expect(await refused({ sources: [] })).toMatch(/^silence: expected levels, sources/);
  expect(await refused({ levels: ["fatal"] })).toMatch(/^silence.levels: expected some of/);
  expect(await refused({ sources: "all" })).toMatch(/^silence.sources: expected an array/);
});

test("a maintenance window silences, once or each week in its time zone", async () => {
  const { lines, channels } = told("chat");
  const noon = new Date();
  const at = (minutes: number) =>
    new Date(noon.getTime() + minutes * 60_000).toLocaleTimeString("en-GB", {
      timeZone: "Asia/Tokyo",
      hour: "2-digit",
      minute: "2-digit",
    });
  await using alerts = createAlerts({
    channels,
    maintenance: [
      { reason: "weekly", from: at(-60), to: at(60), timezone: "Asia/Tokyo", titles: ["weekly"] },
      { reason: "later", from: at(60), to: at(120), timezone: "Asia/Tokyo", titles: ["later"] },
      {
        reason: "once",
        startsAt: new Date(Date.now() - 1_000),
        endsAt: inOneHour(),
        titles: ["once"],
      },
      { reason: "past", startsAt: "2020-01-01", endsAt: "2020-01-02", titles: ["past"] },
    ],
  });
  for (const title of ["weekly", "later", "once", "past"]) await alerts.send({ ...alert, title });
  expect(lines).toEqual(["chat: later firing", "chat: past firing"]);
  const { alerts: silenced } = await alerts.history({ status: "silenced" });
  expect(silenced.map(({ deliveries }) => deliveries[0]?.error)).toEqual([
    "maintenance: once",
    "maintenance: weekly",
  ]);
});

test("an alert is not told while another one says it all, and is told when that is over", async () => {
  const { lines, channels } = told("chat");
  await using alerts = createAlerts({
    channels,
    inhibitions: [
      { when: { titles: ["Host down"] }, mutes: { sources: ["http"] }, equal: ["host"] },
    ],
  });
  const down = { ...alert, title: "Host down", source: "ping", labels: { host: "a" } };
  await alerts.send(down);
  const muted = await alerts.send({ ...alert, source: "http", labels: { host: "a" } });
  await alerts.send({ ...alert, source: "http", labels: { host: "b" } });
  expect(muted).toMatchObject([{ outcome: "suppressed", error: "muted by: Host down" }]);
  expect(lines).toEqual(["chat: Host down firing", "chat: Export failed firing"]);
  await alerts.resolve(down);
  await eventually("the muted one is told", () => lines.length >= 4);
  expect(lines.slice(2)).toEqual(["chat: Host down resolved", "chat: Export failed firing"]);
});

test("an alert that goes on firing is told to more, and they are told of its end", async () => {
  const { lines, channels } = told("chat", "oncall");
  await using alerts = createAlerts({
    channels,
    routes: [{ channels: ["chat"] }],
    escalations: [{ afterMs: 100, levels: ["error"], channels: ["oncall"] }],
  });
  await alerts.send(alert);
  await alerts.send({ ...alert, title: "minor", level: "warning" });
  await eventually("an escalation", () => lines.includes("oncall: Export failed firing"));
  await alerts.resolve(alert);
  expect(lines).toEqual([
    "chat: Export failed firing",
    "chat: minor firing",
    "oncall: Export failed firing",
    "chat: Export failed resolved",
    "oncall: Export failed resolved",
  ]);
  const { alerts: entries } = await alerts.history({ limit: 2 });
  expect(entries[1]?.metadata).toMatchObject({ reminder: "escalated" });
});

test("an alert that goes on firing is told again after the repeat interval, info is not", async () => {
  const { lines, channels } = told("chat");
  await using alerts = createAlerts({ channels, repeatIntervalMs: 100 });
  await alerts.send(alert);
  await alerts.send({ ...alert, level: "info", title: "finished" });
  await eventually("two reminders", () => lines.length >= 4);
  expect(lines.filter((line) => line.includes("finished"))).toEqual(["chat: finished firing"]);
  const { alerts: entries } = await alerts.history();
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  expect(entries[0]?.metadata).toMatchObject({ reminder: "still firing" });
});

test("alerts of one source wait for each other, for a channel that can tell them together", async () => {
  const lines: string[] = [];
  const channels: Channel[] = [
    {
      name: "together",
      send: async ({ title }) => {
        lines.push(`one: ${title}`);
      },
      sendGroup: async (group) => {
        lines.push(`group: ${group.map(({ title }) => title).join(" ")}`);
      },
    },
    {
      name: "single",
      send: async ({ title }) => {
        lines.push(`single: ${title}`);
      },
    },
  ];
  await using alerts = createAlerts({ channels, groupWaitMs: 200 });
  const sent = ["a", "b", "c"].map((title) => alerts.send({ ...alert, title }));
  const other = alerts.send({ ...alert, title: "d", source: "backup" });
  const outcomes = (await Promise.all([...sent, other])).flat();
  expect(outcomes.every(({ outcome }) => outcome === "delivered")).toBe(true);
  expect(lines).toEqual([
    ...["a", "b", "c", "d"].map((title) => `single: ${title}`),
    "group: a b c",
    "one: d",
  ]);
});

test("close does not wait for a group to be complete", async () => {
  const groups: number[] = [];
  const channel: Channel = {
    name: "together",
    send: async () => {},
    sendGroup: async (group) => {
      groups.push(group.length);
    },
  };
  const alerts = createAlerts({ channels: [channel], groupWaitMs: 600_000 });
  for (const title of ["a", "b"]) void alerts.send({ ...alert, title }, { waitMs: 0 });
  await alerts.close();
  expect(groups).toEqual([2]);
});

test("a channel that forgets is sent what fires again, off the record, until the resolve", async () => {
  const ids: string[] = [];
  const channel: Channel = {
    name: "forgetful",
    resendMs: 100,
    send: async ({ id, status }) => {
      ids.push(`${status} ${id}`);
    },
  };
  await using alerts = createAlerts({ channels: [channel] });
  await alerts.send(alert);
  await eventually("sent again twice", () => ids.length >= 3);
  expect(new Set(ids).size).toBe(1);
  await alerts.resolve(alert);
  expect(ids.at(-1)).toMatch(/^resolved/);
  expect((await alerts.history()).alerts.length).toBe(2);
  expect(alerts.stats().channels[0]).toMatchObject({ delivered: 2 });
});

test("history only: an alert that notifies nobody neither fires nor is told", async () => {
  const { lines, channels } = told("chat");
  await using alerts = createAlerts({ channels });
  expect(await alerts.send({ ...alert, level: "info" }, { notify: false })).toEqual([]);
  expect((await alerts.history()).alerts).toMatchObject([
    { status: "suppressed", level: "info", deliveries: [] },
  ]);
  expect(alerts.stats().firing).toBe(0);
  expect(lines).toEqual([]);
});

test("links come from templates, where the alert has what they need", async () => {
  await using alerts = createAlerts({
    channels: [],
    context: () => ({ trace_id: "abc" }),
    links: {
      trace: "https://jaeger.example.com/trace/{trace_id}",
      dashboard: "https://grafana.example.com/d/x?var-region={labels.region}",
      runbook: "https://wiki.example.com/{source}/{title}",
    },
  });
  await alerts.send({ ...alert, labels: { region: "eu&1" } });
  await alerts.send({ ...alert, title: "no region" });
  const { alerts: entries } = await alerts.history();
  expect(entries.map(({ links }) => links)).toEqual([
    {
      trace: "https://jaeger.example.com/trace/abc",
      runbook: "https://wiki.example.com/exporter/no%20region",
    },
    {
      trace: "https://jaeger.example.com/trace/abc",
      dashboard: "https://grafana.example.com/d/x?var-region=eu%261",
      runbook: "https://wiki.example.com/exporter/Export%20failed",
    },
  ]);
});

test("rules that name what is not there are refused at once", () => {
  const refused = (options: Partial<AlertsOptions>) => {
    try {
      createAlerts({ channels: told("chat").channels, ...options });
    } catch (error) {
      return (error as Error).message;
    }
    return "made";
  };
  expect(refused({ routes: [{ channels: ["chatt"] }] })).toBe(
    'routes[0].channels: no channel is named "chatt"; there are chat',
  );
  expect(refused({ escalations: [{ afterMs: 0, channels: ["chat"] }] })).toMatch(/afterMs/);
  expect(refused({ maintenance: [{ reason: "r", from: "25:00", to: "01:00" }] })).toMatch(
    /^maintenance\[0\].from: expected a time of day/,
  );
  expect(refused({ maintenance: [{ reason: "r" }] })).toMatch(/expected either starts_at/);
  expect(
    refused({ maintenance: [{ reason: "r", from: "01:00", to: "02:00", timezone: "Mars/X" }] }),
  ).toMatch(/timezone: expected an IANA/);
  expect(refused({ links: { trace: "https://x/{trace}" } })).toMatch(/no place \{trace\}/);
  expect(refused({ links: { runbook: "javascript:alert(1)" } })).toMatch(/http or https/);
  expect(refused({ groupWaitMs: -1 })).toMatch(/^groupWaitMs is -1/);
});

test("an outage is waited out: after ten failures one attempt at a time asks", async () => {
  let up = false;
  let attempts = 0;
  const channel: Channel = {
    name: "flaky",
    send: async () => {
      attempts += 1;
      if (!up) throw new Error("down");
    },
  };
  await using alerts = createAlerts({
    channels: [channel],
    retry: { baseDelayMs: 2_000, maxDelayMs: 2_000 },
  });
  for (let index = 0; index < 50; index += 1)
    void alerts.send({ ...alert, title: String(index) }, { waitMs: 0 });
  await eventually("it is left alone", () => alerts.stats().channels[0]?.circuit !== "closed");
  expect(attempts).toBeLessThanOrEqual(11);
  up = true;
  await eventually("all are told", () => alerts.stats().channels[0]?.delivered === 50);
  expect(alerts.stats().channels[0]).toMatchObject({ circuit: "closed", failed: 0 });
});

test("an alert that is refused for the moment lets others pass, but not those of its own", async () => {
  const lines: string[] = [];
  const channel: Channel = {
    name: "picky",
    send: async ({ title, status }) => {
      if (title === "bad" && !lines.includes("good firing")) throw new Error("not yet");
      lines.push(`${title} ${status}`);
    },
  };
  await using alerts = createAlerts({
    channels: [channel],
    retry: { baseDelayMs: 200, maxDelayMs: 200 },
  });
  const bad = alerts.send({ ...alert, title: "bad" });
  const over = alerts.resolve({ ...alert, title: "bad" });
  const good = alerts.send({ ...alert, title: "good" });
  await Promise.all([bad, over, good]);
  expect(lines).toEqual(["good firing", "bad firing", "bad resolved"]);
});
