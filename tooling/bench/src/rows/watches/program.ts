import { Agent, get } from "node:http";
import type { createHealth as CreateHealth, Health } from "@ettl/health";
import { createHealth } from "@ettl/health";
import type { WatchSide } from "./sides.ts";

/** What of the monitor is measured; it has no public door of its own. */
interface Own {
  createTarget(
    config: object,
    onLook: (look: { values: ReadonlyMap<string, number> | undefined }) => void,
  ): { check(signal: AbortSignal): Promise<object> };
  createSamples(options: { now: () => number }): {
    gauge(watch: string, metric: string, value: number): void;
  };
  memoryStore(limits: object): object;
  createWatches(options: object): { add(watch: object): void };
}

const own = async (path: string) =>
  (await import(
    new URL(`../../../../../apps/monitor/dist/${path}`, import.meta.url).href
  )) as unknown as Own;

const watches = 100;
const [side, url = "", looksText] = process.argv.slice(2);
const looks = Number(looksText);

const sides: Readonly<Record<WatchSide, () => Promise<void>>> = {
  /** All of it: schedule, deadline, thresholds, statuses, samples. */
  async ettl() {
    const { createTarget } = await own("targets/target.js");
    const { createSamples } = await own("samples/samples.js");
    const { memoryStore } = await own("state/memory-store.js");
    const { createWatches } = await own("watch/watches.js");
    const health: Health = (createHealth as typeof CreateHealth)({ version: "1", intervalMs: 20 });
    const samples = createSamples({ now: Date.now });
    let done = 0;
    let all = () => {};
    const finished = new Promise<void>((resolve) => {
      all = resolve;
    });
    const known = createWatches({
      health,
      store: memoryStore({ maxAgeMs: 1e9, maxEntries: 1_000, maxBytes: 1e9 }),
      now: Date.now,
      onChange() {},
      onResult() {
        done += 1;
        if (done === looks) all();
      },
    });
    for (let index = 0; index < watches; index += 1) {
      const name = `target ${index}`;
      const target = createTarget({ name, url }, ({ values }) => {
        for (const [metric, value] of values ?? []) samples.gauge(`target ${name}`, metric, value);
      });
      known.add({ kind: "target", name, public: false, check: { run: target.check } });
    }
    health.start();
    await finished;
    await health.close();
  },
  /** As one writes it first. */
  async fetch() {
    const values = new Map<string, number>();
    await atOnce(async () => {
      const signal = AbortSignal.timeout(5_000);
      const status = (await (await fetch(`${url}/telemetry/status`, { signal })).json()) as object;
      const text = await (await fetch(`${url}/metrics`, { signal })).text();
      for (const line of text.split("\n")) {
        const match = /^(process_\w+|export_trakt_api_calls_total)(?:\{.*\})? (\S+)$/.exec(line);
        if (match) values.set(match[1] ?? "", Number(match[2]));
      }
      if (!("health" in status)) throw new Error("no health");
    });
  },
  /** The requests alone. */
  async "node:http"() {
    const agent = new Agent({ keepAlive: true });
    const ask = (path: string) =>
      new Promise<void>((resolve, reject) => {
        get(`${url}${path}`, { agent }, (response) => {
          response.on("data", () => {});
          response.once("end", resolve);
        }).once("error", reject);
      });
    await atOnce(async () => {
      await ask("/telemetry/status");
      await ask("/metrics");
    });
    agent.destroy();
  },
};

/** Twenty at a time. */
async function atOnce(look: () => Promise<void>): Promise<void> {
  let left = looks;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (left > 0) {
        left -= 1;
        await look();
      }
    }),
  );
}

const before = process.cpuUsage();
await sides[side as WatchSide]();
const { user, system } = process.cpuUsage(before);
process.stdout.write(String(((user + system) * 1_000) / looks), () => process.exit(0));
