import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type AlertInput, type Channel, createAlerts } from "@ettl/alerts";
import { webhook } from "@ettl/alerts/channels/webhook";
import { openSqlite } from "@ettl/alerts/sqlite";
import { openAlertStore } from "@ettl/alerts/store";
import { eventually, httpReceiver, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";

const alert: AlertInput = {
  level: "error",
  title: "Export failed",
  message: "disk full",
  source: "exporter",
  metadata: { rows: 57 },
};

/** A process that sends alerts to a webhook, prints each that was accepted, and goes on until killed. */
const sender = `
  import { createAlerts } from ${JSON.stringify(import.meta.resolve("@ettl/alerts"))};
  import { webhook } from ${JSON.stringify(import.meta.resolve("@ettl/alerts/channels/webhook"))};
  import { openAlertStore } from ${JSON.stringify(import.meta.resolve("@ettl/alerts/store"))};
  const [url, folder, count] = process.argv.slice(1);
  const store = await openAlertStore({ folder, onProblem: ({ message }) => console.error(message) });
  const alerts = createAlerts({ channels: [webhook({ url })], store, retry: { baseDelayMs: 50, maxDelayMs: 100 } });
  for (let index = 0; index < Number(count); index += 1) {
    await alerts.send({ level: "error", title: "number " + index, message: "m", source: "s" }, { waitMs: 0 });
    console.log("accepted " + index);
  }
  console.log("done");
  setInterval(() => {}, 1e6);
`;
const startSender = (url: string, folder: string, count: number) =>
  startProgram(["--input-type=module", "-e", sender, url, folder, String(count)]);

async function store(folder: string, problems: string[] = []) {
  const opened = await openAlertStore({
    folder,
    onProblem: ({ code }) => problems.push(code),
  });
  if (!opened) throw new Error(`no store: ${problems.join(", ")}`);
  return opened;
}

test("A15 what a killed process had accepted is delivered by the next one, with the same ids", async () => {
  await using folder = await temporaryFolder();
  let status = 503;
  await using receiver = await httpReceiver(() => status);
  await using program = startSender(receiver.url, folder.path, 5);
  await program.printed(/done/);
  await receiver.received(1);
  program.kill("SIGKILL");
  await program.ended();
  const before = receiver.requests.length;
  status = 200;
  await using alerts = createAlerts({
    channels: [webhook({ url: receiver.url })],
    store: await store(folder.path),
  });
  await receiver.received(before + 5);
  const bodies = receiver.requests.slice(before).map(({ body }) => JSON.parse(body.toString()));
  expect(bodies.map(({ title }) => title)).toEqual([0, 1, 2, 3, 4].map((n) => `number ${n}`));
  const { alerts: entries } = await alerts.history();
  expect(entries.map(({ id }) => id)).toEqual(bodies.map(({ id }) => id).reverse());
  await eventually("all on record", () => alerts.stats().channels[0]?.delivered === 5);
  expect(alerts.stats()).toMatchObject({ durable: true, firing: 5, history: 5 });
});

test("history, open alerts, rate limit and silences outlive the process", async () => {
  await using folder = await temporaryFolder();
  const seen: string[] = [];
  const channel: Channel = {
    name: "memory",
    send: async ({ title, status }) => {
      seen.push(`${title} ${status}`);
    },
  };
  const first = createAlerts({ channels: [channel], store: await store(folder.path) });
  await first.send(alert);
  await first.send({ ...alert, title: "over" });
  await first.resolve({ ...alert, title: "over" });
  const silence = await first.silence({
    titles: ["quiet"],
    reason: "r",
    endsAt: new Date(Date.now() + 60_000),
  });
  const { alerts: before } = await first.history();
  await first.close();
  await using second = createAlerts({ channels: [channel], store: await store(folder.path) });
  expect((await second.history()).alerts).toEqual(before);
  expect(second.silences()).toEqual([silence]);
  expect(second.firing()).toMatchObject([{ title: "Export failed", repeats: 0, told: ["memory"] }]);
  expect(await second.send({ ...alert, title: "quiet" })).toMatchObject([{ outcome: "silenced" }]);
  expect(await second.send(alert)).toMatchObject([{ outcome: "suppressed" }]);
  expect(await second.send({ ...alert, title: "over" })).toMatchObject([{ outcome: "delivered" }]);
  await second.resolve(alert);
  expect(seen.at(-1)).toBe("Export failed resolved");
  const { alerts: after } = await second.history();
  expect(after.filter(({ title }) => title === alert.title).every((one) => one.resolved)).toBe(
    true,
  );
});

test("A16 what close could not deliver stays pending and is delivered after the next start", async () => {
  await using folder = await temporaryFolder();
  const problems: string[] = [];
  const hung: Channel = { name: "ops", send: () => new Promise(() => {}) };
  const first = createAlerts({
    channels: [hung],
    store: await store(folder.path),
    onProblem: ({ message }) => problems.push(message),
  });
  const sent = await first.send(alert, { waitMs: 0 });
  const resolved = await first.resolve(alert, { waitMs: 0 });
  expect([...sent, ...resolved].map(({ outcome }) => outcome)).toEqual(["pending", "pending"]);
  await first.close({ timeoutMs: 50 });
  expect(problems).toEqual(["2 deliveries are left for the next start"]);
  const seen: string[] = [];
  const works: Channel = {
    name: "ops",
    send: async ({ status }) => {
      seen.push(status);
    },
  };
  const second = createAlerts({ channels: [works], store: await store(folder.path) });
  await second.close();
  expect(seen).toEqual(["firing", "resolved"]);
});

test("what waited for a channel that is not there any more is dropped, on record", async () => {
  await using folder = await temporaryFolder();
  const hung: Channel = { name: "old", send: () => new Promise(() => {}) };
  const first = createAlerts({ channels: [hung], store: await store(folder.path) });
  await first.send(alert, { waitMs: 0 });
  await first.close({ timeoutMs: 0 });
  await using second = createAlerts({ channels: [], store: await store(folder.path) });
  expect((await second.history()).alerts[0]?.deliveries).toEqual([
    {
      channel: "old",
      outcome: "dropped",
      attempts: 0,
      error: "dropped: there is no such channel any more",
    },
  ]);
});

test("A15 a damaged, a foreign and a newer file are set aside, and a new one is begun", async () => {
  const damages: Record<string, (file: string) => Promise<unknown>> = {
    "no database": (file) => writeFile(file, "x".repeat(10_000)),
    "another program's": async (file) => {
      const other = await openSqlite({
        file,
        applicationId: 7,
        version: 1,
        create: (database) => database.exec("CREATE TABLE theirs (x)"),
        onProblem: () => {},
      });
      await other?.close();
    },
    "a newer one": async (file) => {
      const newer = await openSqlite({
        file,
        applicationId: 0x65747441,
        version: 2,
        create: (database) => database.exec("CREATE TABLE entries (other)"),
        onProblem: () => {},
      });
      await newer?.close();
    },
    "a cut one": async (file) => {
      const whole = createAlerts({ channels: [], store: await store(join(file, "..")) });
      for (let index = 0; index < 200; index += 1)
        void whole.send({ ...alert, title: String(index), message: "m".repeat(1_000) });
      await whole.close();
      const { readFile } = await import("node:fs/promises");
      await writeFile(file, (await readFile(file)).subarray(0, 20_000));
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    await using folder = await temporaryFolder();
    await damage(join(folder.path, "alerts.db"));
    const problems: string[] = [];
    const alerts = createAlerts({ channels: [], store: await store(folder.path, problems) });
    await alerts.send(alert);
    await alerts.close();
    expect([what, problems]).toEqual([what, ["state_set_aside"]]);
    const names = await readdir(folder.path);
    expect(names.filter((name) => /^alerts\.db\.set-aside-[^w]*$/.test(name)).length).toBe(1);
    await using again = createAlerts({ channels: [], store: await store(folder.path, problems) });
    expect(again.stats()).toMatchObject({ history: 1 });
    expect(problems.length).toBe(1);
  }
});

test("a folder belongs to one process: the second says so and stays in memory, however the first ends", async () => {
  await using folder = await temporaryFolder();
  await using receiver = await httpReceiver();
  await using program = startSender(receiver.url, folder.path, 1);
  await program.printed(/done/);
  const problems: string[] = [];
  const report = {
    folder: folder.path,
    onProblem: ({ code }: { code: string }) => problems.push(code),
  };
  expect(await openAlertStore(report)).toBeUndefined();
  expect(problems).toEqual(["state_in_use"]);
  program.kill("SIGKILL");
  await program.ended();
  const opened = await openAlertStore(report);
  expect(opened).toBeDefined();
  await opened?.close();
  expect(problems.length).toBe(1);
});

test("a folder that cannot be made leaves the state in memory, and says why", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "file");
  await writeFile(file, "");
  const problems: string[] = [];
  const opened = await openAlertStore({
    folder: join(file, "below"),
    onProblem: ({ code, message }) => problems.push(`${code} ${message}`),
  });
  expect(opened).toBeUndefined();
  expect(problems).toEqual([expect.stringMatching(/^state_unusable .*ENOTDIR/)]);
});

test("the history on disk is as bounded as the one in memory", async () => {
  await using folder = await temporaryFolder();
  const first = createAlerts({ channels: [], historySize: 50, store: await store(folder.path) });
  for (let index = 0; index < 2_500; index += 1)
    void first.send({ ...alert, title: String(index) }, { waitMs: 0 });
  await first.close();
  const file = await openSqlite({
    file: join(folder.path, "alerts.db"),
    applicationId: 0x65747441,
    version: 1,
    create: () => {},
    onProblem: ({ message }) => {
      throw new Error(message);
    },
  });
  const count = file?.database.prepare("SELECT count(*) AS rows FROM entries").get();
  await file?.close();
  expect((count as { rows: number }).rows).toBeLessThanOrEqual(50 + 1_000);
  await using second = createAlerts({
    channels: [],
    historySize: 50,
    store: await store(folder.path),
  });
  expect((await second.history({ limit: 1 })).alerts[0]?.title).toBe("2499");
});

test("alerts that are not delivered outlive the process, even those that the history has forgotten", async () => {
  await using folder = await temporaryFolder();
  const hung: Channel = { name: "ops", send: () => new Promise(() => {}) };
  const first = createAlerts({
    channels: [hung],
    historySize: 10,
    store: await store(folder.path),
  });
  for (let index = 0; index < 3_000; index += 1)
    void first.send({ ...alert, title: String(index) }, { waitMs: 0 });
  await first.close({ timeoutMs: 0 });
  const seen: string[] = [];
  const works: Channel = {
    name: "ops",
    send: async ({ title }) => {
      seen.push(title);
    },
  };
  const second = createAlerts({
    channels: [works],
    historySize: 10,
    store: await store(folder.path),
  });
  await second.close();
  expect(seen).toEqual(Array.from({ length: 3_000 }, (_, index) => String(index)));
  await using third = createAlerts({
    channels: [],
    historySize: 10,
    store: await store(folder.path),
  });
  const { alerts: entries } = await third.history({ limit: 1_000 });
  expect(entries.map(({ deliveries }) => deliveries[0]?.outcome)).toEqual(
    Array.from({ length: 10 }, () => "delivered"),
  );
});

test("what a full queue cannot take waits on disk, and goes out in order", async () => {
  await using folder = await temporaryFolder();
  const seen: string[] = [];
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const channel: Channel = {
    name: "ops",
    send: async ({ title, status }) => {
      await opened;
      seen.push(`${title} ${status}`);
    },
  };
  await using alerts = createAlerts({
    channels: [channel],
    queueSize: 10,
    store: await store(folder.path),
  });
  const titles = Array.from({ length: 500 }, (_, index) => String(index));
  for (const title of titles) await alerts.send({ ...alert, title }, { waitMs: 0 });
  await alerts.send({ ...alert, title: "499" }, { waitMs: 0 });
  await alerts.resolve({ ...alert, title: "400" }, { waitMs: 0 });
  expect(alerts.stats().channels[0]).toMatchObject({ queued: 10, dropped: 0 });
  open();
  await eventually("all of them", () => alerts.stats().channels[0]?.delivered === 501);
  expect(seen).toEqual([...titles.map((title) => `${title} firing`), "400 resolved"]);
  expect(alerts.stats().channels[0]).toMatchObject({ suppressed: 1 });
  expect(await alerts.send({ ...alert, title: "400" })).toMatchObject([{ outcome: "delivered" }]);
  expect(await alerts.send({ ...alert, title: "401" })).toMatchObject([{ outcome: "suppressed" }]);
});

test("no channel is told of an alert, or of its end, before that is on disk", async () => {
  await using folder = await temporaryFolder();
  const kept = await store(folder.path);
  const onDisk: string[] = [];
  // What a kill at this moment leaves is what a new process would find.
  const found = (id: string) => kept.outbox(0, 1_000).some((row) => row.alert.id === id);
  const channel: Channel = {
    name: "asking",
    async send(told) {
      onDisk.push(`${told.title} ${told.status}: ${found(told.id)}`);
    },
  };
  await using alerts = createAlerts({ channels: [channel], store: kept });
  await Promise.all([
    alerts.send(alert),
    alerts.send({ ...alert, title: "another" }),
    alerts.resolve(alert).then(() => alerts.send({ ...alert, title: "later" })),
  ]);
  await alerts.resolve(alert);
  await eventually("all of it told", () => onDisk.length === 4);
  expect(onDisk.sort()).toEqual([
    "Export failed firing: true",
    "Export failed resolved: true",
    "another firing: true",
    "later firing: true",
  ]);
});
