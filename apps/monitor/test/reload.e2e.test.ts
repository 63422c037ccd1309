import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  eventually,
  freePort,
  httpReceiver,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { main } from "./monitor-run.ts";
import { servingMonitor } from "./serving-monitor.ts";

const targetAt = (name: string, url: string, more = "") =>
  `[[targets]]\nname = "${name}"\nurl = "${url}"\ninterval_seconds = 0.1\n${more}\n`;

interface Watches {
  readonly watches: { readonly name: string; readonly status: string }[];
}

test("what depends on another may stand before it, at the start and when it is read anew", async () => {
  await using server = await httpReceiver();
  await using monitor = await servingMonitor(targetAt("a", server.url));
  await monitor.write(
    `${targetAt("shop", server.url, 'depends_on = ["probe:database"]')}${targetAt("a", server.url)}
[[probes]]
name = "database"
type = "http"
url = "${server.url}"
depends_on = ["a"]
`,
  );
  monitor.program.kill("SIGHUP");
  await monitor.program.printed(/"configuration.(reloaded|refused)"/);
  expect(await monitor.json("/api/configuration")).toMatchObject({ successful: true });
  await eventually("a look at each", async () => {
    const { watches } = await monitor.json<Watches>("/api/watches");
    return watches.length === 3 && watches.every(({ status }) => status === "healthy");
  });
});

test("a configuration that can't be followed as a whole changes nothing", async () => {
  await using server = await httpReceiver();
  const own = `[[health.http]]\nname = "database"\nurl = "${server.url}"\n`;
  await using monitor = await servingMonitor(own + targetAt("a", server.url));
  const refused = async (toml: string, why: RegExp) => {
    await monitor.write(toml);
    monitor.program.kill("SIGHUP");
    await monitor.program.printed(why);
    const { watches } = await monitor.json<Watches>("/api/watches");
    expect(watches.map(({ name }) => name)).toEqual(["a"]);
  };
  await refused(
    `${own}${targetAt("b", server.url)}${targetAt("c", server.url, 'depends_on = ["nobody"]')}`,
    /targets\.1\.depends_on: there is no check .*nobody/,
  );
  await refused(
    `${own}${targetAt("b", server.url, 'depends_on = ["c"]')}${targetAt("c", server.url, 'depends_on = ["b"]')}`,
    /targets\.0\.depends_on: .*depends on it in turn/,
  );
  // The check of its name runs until the monitor is started anew.
  await refused(
    `${targetAt("b", server.url)}${targetAt("database", server.url)}`,
    /targets\.1\.name: another check is named .*only read when the monitor starts/,
  );
});

test("a file that was found and is gone when it is read anew leaves what it said in force", async () => {
  await using server = await httpReceiver();
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const port = await freePort();
  await writeFile(file, `[monitoring]\nmetrics_port = ${port}\n${targetAt("a", server.url)}`);
  await using program = startProgram([main], { cwd: folder.path });
  await program.printed(/"monitor.started"/);
  await rm(file);
  program.kill("SIGHUP");
  await program.printed(/"configuration.(reloaded|refused)"/);
  const answer = await fetch(`http://127.0.0.1:${port}/api/watches`);
  expect(((await answer.json()) as Watches).watches).toHaveLength(1);
});

/** Sends the signal as soon as it is listened to. */
const hangupAtOnce = `process.on("newListener", (name) => {
  if (name === "SIGHUP") setImmediate(() => {
    console.log("hung up");
    process.kill(process.pid, "SIGHUP");
  });
});`;

test("SIGHUP while the monitor still starts is heard, and ends nothing", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  await writeFile(file, `[monitoring]\nmetrics_port = ${await freePort()}\n`);
  const script = `data:text/javascript,${encodeURIComponent(hangupAtOnce)}`;
  await using program = startProgram(["--import", script, main, "--config", file]);
  await program.printed(/hung up[\s\S]*"monitor.started"[\s\S]*"configuration.reloaded"/);
});
