import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { serveApp } from "@ettl/telemetry/hono";
import { temporaryFolder } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { createHeartbeats } from "../src/heartbeats/create-heartbeats.ts";
import { pingRoutes } from "../src/heartbeats/ping-routes.ts";
import type { Run } from "../src/heartbeats/run.ts";
import { jobKey, jobOptions } from "./watched-jobs.ts";

const run = promisify(execFile);
/** Debian's own, which is there on any machine of the peers. */
const python = "/usr/bin/python3";
const pingKey = "fqOOd6-F4MMNuCEnzTU01w";

/** A server of pings, and what became of them; `PING_URL` as the documentation writes it. */
async function served() {
  const heartbeats = jobOptions({ period_seconds: 60, slug: "db-backups" });
  const runs: Run[] = [];
  const engine = createHeartbeats({ heartbeats, onRun: (one) => runs.push(one) });
  const app = pingRoutes(engine, { heartbeats, pingKey });
  const server = await serveApp(app, { host: "127.0.0.1", port: 0 });
  const endpoint = `http://${server.address}/ping/`;
  const folder = await temporaryFolder();
  const env = { PATH: process.env.PATH ?? "", RID: "728b3763-ea80-4113-9fc0-f49b3adf226a" };
  return {
    runs,
    /** Runs a documented script, its addresses replaced. */
    async script(program: string, script: string) {
      const text = script
        .replaceAll("PING_URL", `${endpoint}${jobKey(0)}`)
        .replaceAll("PING_ENDPOINT", endpoint);
      const flag = program === python ? "-c" : "-ec";
      const { stdout } = await run(program, [flag, text], { env, cwd: folder.path });
      return stdout;
    },
    async [Symbol.asyncDispose]() {
      await server.close(1_000);
      await folder[Symbol.asyncDispose]();
    },
  };
}

// The lines of https://healthchecks.io/docs/, their job replaced by one that is on every machine.
const shell = [
  ["bash: a success", "curl -m 10 --retry 5 PING_URL", [{ outcome: "finished" }]],
  ["bash: silent", "curl -fsS -m 10 --retry 5 -o /dev/null PING_URL", [{ outcome: "finished" }]],
  ["signaling failures: /fail", "curl --retry 3 PING_URL/fail", [{ outcome: "failed" }]],
  ["signaling failures: /1", "curl --retry 3 PING_URL/1", [{ outcome: "failed", exitCode: 1 }]],
  [
    "bash: the exit status",
    "set +e; sh -c 'exit 3'\ncurl -m 10 --retry 5 PING_URL/$?\ntrue\ncurl -m 10 --retry 5 PING_URL/$?",
    [
      { outcome: "failed", exitCode: 3 },
      { outcome: "finished", exitCode: 0 },
    ],
  ],
  [
    "attaching logs: output",
    'm=$(echo "certificate not due"; echo "é &" 2>&1)\ncurl -fsS -m 10 --retry 5 --data-raw "$m" PING_URL/$?',
    [{ outcome: "finished", exitCode: 0, log: "certificate not due\né &" }],
  ],
  [
    "attaching logs: a file",
    "seq 1 100000 > renew.log 2>&1\ncurl -fsS -m 10 --retry 5 --data-binary @renew.log PING_URL/$?",
    [{ outcome: "finished", log: expect.stringMatching(/\n99999\n100000\n$/) }],
  ],
  [
    "attaching logs: standard input",
    "echo piped | curl -fsS -m 10 --retry 5 --data-binary @- PING_URL/log\ncurl -fsS PING_URL",
    [{ outcome: "finished", log: "piped\n" }],
  ],
  [
    "measuring: run ids",
    "curl -fsS -m 10 --retry 5 PING_URL/start?rid=$RID\ncurl -fsS -m 10 --retry 5 PING_URL?rid=$RID",
    [
      { outcome: "running", rid: "728b3763-ea80-4113-9fc0-f49b3adf226a" },
      { outcome: "finished", durationMs: expect.any(Number) },
    ],
  ],
  [
    "slugs: auto provisioning of what is there",
    `PING_KEY=${pingKey}\nSLUG=db-backups\nURL=PING_ENDPOINT$PING_KEY/$SLUG?create=1\ncurl -m 10 --retry 5 $URL`,
    [{ outcome: "finished" }],
  ],
  [
    "a head",
    "curl -fsS -I PING_URL/start | grep -i '^ping-body-limit: 10000'",
    [{ outcome: "running" }],
  ],
] as const;

for (const [name, script, wanted] of shell)
  test(`a documented shell script works unchanged, ${name}`, async () => {
    await using given = await served();
    await given.script("/bin/sh", script);
    expect(given.runs).toMatchObject(wanted);
  });

test("Python works as documented, by its standard library", async () => {
  await using given = await served();
  await given.script(
    python,
    `
import socket
import urllib.request

URL = "PING_URL"
urllib.request.urlopen(URL + "/start", timeout=5)
try:
    urllib.request.urlopen(URL, timeout=10)
except socket.error as e:
    print("Ping failed: %s" % e)
urllib.request.urlopen(URL + "/fail", data=b"temperature=-7", timeout=10)
`,
  );
  expect(given.runs).toMatchObject([
    { outcome: "running" },
    { outcome: "finished", durationMs: expect.any(Number) },
    { outcome: "failed", log: "temperature=-7" },
  ]);
});

test("a wrong address is an error to curl", async () => {
  await using given = await served();
  await expect(
    given.script("/bin/sh", "curl -fsS PING_ENDPOINT/nobody-has-this-key"),
  ).rejects.toThrow(/404/);
});
