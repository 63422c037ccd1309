import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { eventually, freePort, runProgram, startProgram } from "@ettl-tooling/test";
import { expect, test } from "vitest";

// The demo as npm start runs it, without installing and building again below the running tests.
const demo = new URL("../src/demo.mjs", import.meta.url).href;
const start = fileURLToPath(new URL("../src/start.mjs", import.meta.url));
const run = (options: object) => [
  "--input-type=module",
  "--eval",
  `import { runDemo } from ${JSON.stringify(demo)};
   process.exitCode = await runDemo(${JSON.stringify(options)});`,
];

async function startDemo() {
  const ports = { monitor: await freePort(), exporter: await freePort() };
  const launcher = startProgram(run({ ports, once: false }));
  await launcher.printed(/ettl runs\. Ctrl-C ends it\./);
  const sandbox = /(http:\S+)\/sandbox\/faults/.exec(launcher.stdout())?.[1] ?? "";
  const urls = [ports.monitor, ports.exporter].map((port) => `http://127.0.0.1:${port}`);
  return { launcher, urls: [...urls, sandbox] };
}

const gone = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

test("the demo answers on the URLs that it prints, and SIGINT ends all of it cleanly", async () => {
  const { launcher, urls } = await startDemo();
  await using _ = launcher;
  const printed = [...launcher.stdout().matchAll(/(http:\/\/\S+)/g)].map(([url]) => url);
  expect(printed.length).toBeGreaterThanOrEqual(8);
  for (const url of printed.slice(-8)) expect((await fetch(url)).status, url).toBe(200);
  const health = (await (await fetch(`${urls[0]}/health`)).json()) as { components: object };
  expect(health.components).toMatchObject({ exporter: { status: "healthy" } });

  launcher.kill("SIGINT");
  expect(await launcher.ended()).toEqual({ code: 0, signal: null });
  expect(await Promise.all(urls.map(gone))).toEqual([true, true, true]);
  // One signal each: a second one would cut the stop short.
  expect(launcher.stdout().match(/INFO stopping/g)).toHaveLength(2);
});

test("the programs end when the launcher is gone, even if it was killed", async () => {
  const { launcher, urls } = await startDemo();
  launcher.kill("SIGKILL");
  await launcher.ended();
  for (const url of urls) await eventually(`${url} is gone`, () => gone(url));
});

test("--once exports, says where the files are, and exits 0", async () => {
  const { code, stderr } = await runProgram(run({ ports: { exporter: 1 }, once: true }));
  expect(code).toBe(0);
  expect(stderr).toMatch(/history +1261 +1243 +18 .*\(skipped: 18 same_day\)/);
  expect(stderr).toMatch(/The files are in .*exports\./);
});

test("--once interrupted exits 130 and leaves nothing running", async () => {
  await using launcher = startProgram(run({ ports: { exporter: 1 }, once: true }));
  const [, sandbox = ""] = await launcher.printed(/Trakt stand-in on (\S+)/);
  launcher.kill("SIGINT");
  expect(await launcher.ended()).toEqual({ code: 130, signal: null });
  expect(await gone(sandbox)).toBe(true);
});

test("S9 a taken port is one clear sentence and exit 1, before anything is installed", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const { code, stderr } = await runProgram([start, "--exporter-port", `${port}`]);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `ettl: port ${port} for the exporter is taken by another program. Stop it, or choose another: npm start -- --exporter-port N\n`,
  );
});

test("wrong flags exit 2; MONITORING_PORT moves the monitor", async () => {
  expect((await runProgram([start, "--nonsense"])).code).toBe(2);
  const env = { MONITORING_PORT: "x" };
  const { code, stderr } = await runProgram([start], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('MONITORING_PORT is "x", expected a number from 1 to 65535');
});
