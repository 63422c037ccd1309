import { join } from "node:path";
import { type AlertsOptions, type Channel, createAlerts } from "@ettl/alerts";
import { openSqlite } from "@ettl/alerts/sqlite";
import { openAlertStore } from "@ettl/alerts/store";
import type { Measured, Side, Task } from "./task.ts";

const { side, count, folder }: Task = JSON.parse(process.argv[2] ?? "");
/** Callers that wait for their commit at the same time. */
const senders = 64;

const channel: Channel = { name: "taker", send: async () => {} };
const alertOf = (index: number) =>
  ({
    level: "error",
    title: `number ${index}`,
    message: "the disk is full",
    source: "bench",
    labels: { region: "eu" },
  }) as const;

const measures: Readonly<Record<Side, () => Promise<Measured>>> = {
  memory: () => accepted({}, 1),
  disk: async () => accepted({ store: await openAlertStore({ folder }) }, senders),
  async limit() {
    let kept: string[] = [];
    const value = await perAlert(async (index) => {
      kept.push(JSON.stringify(alertOf(index)));
      if (kept.length > 2_000) kept = kept.slice(1_000);
    }, 1);
    return { value, recorded: count };
  },
  async "one commit each"() {
    const sqlite = await openSqlite({
      file: join(folder, "each.db"),
      applicationId: 1,
      version: 1,
      create: (database) => database.exec("CREATE TABLE entries (alert TEXT)"),
      onProblem: ({ message }) => {
        throw new Error(message);
      },
    });
    if (!sqlite) throw new Error("no database");
    const insert = sqlite.database.prepare("INSERT INTO entries VALUES (?)");
    const value = await perAlert(async (index) => {
      insert.run(JSON.stringify(alertOf(index)));
    }, 1);
    const { rows } = sqlite.database.prepare("SELECT count(*) AS rows FROM entries").get() as {
      readonly rows: number;
    };
    await sqlite.close();
    return { value, recorded: rows };
  },
  async growth() {
    const alerts = createAlerts({ channels: [channel] });
    for (let index = 0; index < 20_000; index += 1)
      await alerts.send(alertOf(-index), { waitMs: 0 });
    const before = process.memoryUsage.rss();
    let most = before;
    for (let index = 0; index < count; index += 1) {
      void alerts.send(alertOf(index), { waitMs: 0 });
      if (index % 100 === 0) await new Promise(setImmediate);
      if (index % 5_000 === 0) most = Math.max(most, process.memoryUsage.rss());
    }
    const { accepted: recorded } = alerts.stats();
    return {
      value: Math.max(most, process.memoryUsage.rss()) - before,
      recorded: recorded - 20_000,
    };
  },
};

async function accepted(options: Partial<AlertsOptions>, atOnce: number): Promise<Measured> {
  const alerts = createAlerts({ channels: [channel], historySize: count, ...options });
  const value = await perAlert(async (index) => {
    await alerts.send(alertOf(index), { waitMs: 0 });
  }, atOnce);
  const { history } = alerts.stats();
  await alerts.close();
  return { value, recorded: history };
}

/** Nanoseconds per alert, so many callers at once. */
async function perAlert(send: (index: number) => Promise<void>, atOnce: number): Promise<number> {
  let next = 0;
  const begin = performance.now();
  const caller = async () => {
    while (next < count) await send(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return ((performance.now() - begin) * 1e6) / count;
}

process.stdout.write(JSON.stringify(await measures[side]()), () => process.exit(0));
