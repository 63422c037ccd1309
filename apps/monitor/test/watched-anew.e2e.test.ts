import { eventually, httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { servingMonitor } from "./serving-monitor.ts";

/** A monitor that tells a webhook of a target that fails and recovers as it is told to. */
async function failingTarget() {
  let isUp = false;
  const server = await httpReceiver(() => (isUp ? 200 : 503));
  const webhook = await httpReceiver();
  const alerts = `[alerts]\nrate_limit_minutes = 0\nwebhook_url = "${webhook.url}"\n`;
  const target = (more = "") =>
    `${alerts}[[targets]]\nname = "shop"\nurl = "${server.url}"\ninterval_seconds = 0.1\n${more}\n`;
  const monitor = await servingMonitor(target());
  const told = () =>
    webhook.requests.map(({ body }) => (JSON.parse(`${body}`) as { status: string }).status);
  const status = async () =>
    (await monitor.json<{ status: string; last_checked?: string }>("/api/targets/shop")).status;
  return {
    target,
    told,
    unwatched: alerts,
    async is(wanted: "healthy" | "unhealthy") {
      isUp = wanted === "healthy";
      await eventually(`it is ${wanted}`, async () => (await status()) === wanted);
    },
    /** Follows another file, and has looked at what it says. */
    async reload(toml: string) {
      await monitor.write(toml);
      const seen = looks();
      monitor.program.kill("SIGHUP");
      await eventually("the new file is in force", async () => {
        const { read_at } = await monitor.json<{ read_at: string }>("/api/configuration");
        return Date.parse(read_at) >= seen.atMs;
      });
      if (toml.includes("shop"))
        await eventually("two looks", () => looks().count >= seen.count + 3);
    },
    async [Symbol.asyncDispose]() {
      await monitor[Symbol.asyncDispose]();
      await server.close();
      await webhook.close();
    },
  };

  function looks() {
    return { count: server.requests.length, atMs: Date.now() };
  }
}

test("a target that fails and is described otherwise is not told again", async () => {
  await using shop = await failingTarget();
  await eventually("the failure is told", () => shop.told().length === 1);
  for (const seconds of [2, 3, 4]) await shop.reload(shop.target(`timeout_seconds = ${seconds}`));
  await shop.is("healthy");
  await eventually("its end is told", () => shop.told().includes("resolved"));
  expect(shop.told()).toEqual(["firing", "resolved"]);
});

test("H10 a target that flapped, was no longer watched and is watched again, is told when it fails", async () => {
  await using shop = await failingTarget();
  for (let time = 1; time <= 3; time += 1) {
    await shop.is("unhealthy");
    await eventually(`failure ${time} is told`, () => shop.told().length === 2 * time - 1);
    if (time < 3) await shop.is("healthy");
    if (time < 3) await eventually(`end ${time} is told`, () => shop.told().length === 2 * time);
  }
  await shop.reload(shop.unwatched);
  await eventually("its end is told", () => shop.told().length === 6);
  await shop.reload(shop.target());
  await eventually("the failure is told", () => shop.told().length === 7);
  expect(shop.told().slice(-2)).toEqual(["resolved", "firing"]);
});
