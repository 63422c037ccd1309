import { readdir } from "node:fs/promises";
import {
  eventually,
  freePort,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  only,
  type Pod,
  podOf,
  podsOf,
  rendered,
  renderedFolders,
} from "./kubernetes-manifests.ts";
import { laidOut } from "./kubernetes-pod.ts";

const base = rendered("base");
const config = only(base, "ConfigMap", "ettl-config").data?.["ettl.toml"] ?? "";
const monitorPod = podOf(only(base, "Deployment", "ettl-monitor")) as Pod;
const exporterPod = podOf(only(base, "CronJob", "ettl-exporter")) as Pod;
const [container] = monitorPod.spec.containers;
const secrets = {
  "ettl-monitor": {
    auth_token: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    read_token: "00112233445566778899aabbccddeeff",
    ping_key: "ffeeddccbbaa99887766554433221100",
    // For the channel of the example.
    slack_webhook_url: "https://hooks.slack.com/services/T000/B000/secret",
  },
  "ettl-trakt": { client_id: "test", access_token: "demo" },
};

// One pod of each, started as the manifests say, but on loopback and with paths in a folder.
const folder = await temporaryFolder();
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const monitor = await laidOut(monitorPod, `${folder.path}/monitor`, { config, secrets });
const exporter = await laidOut(exporterPod, `${folder.path}/exporter`, { config, secrets });
const here = {
  ETTL_MONITORING__HOST: "127.0.0.1",
  ETTL_MONITORING__METRICS_PORT: `${port}`,
};
let running: Program;
let sandbox: Program;
let sandboxUrl: string;

beforeAll(async () => {
  running = startProgram(monitor.args, { env: { ...monitor.env, ...here } });
  sandbox = startProgram([exporter.args[0] ?? "", "sandbox"]);
  [sandboxUrl = ""] = await sandbox.printed(/http:\/\/127\.0\.0\.1:\d+/);
  await running.printed(/"monitor.started"/);
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const { read_token: readToken } = secrets["ettl-monitor"];
const get = (path: string, token?: string) =>
  fetch(`${url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
const json = async (path: string) => (await get(path, readToken)).json() as Promise<Answer>;
// biome-ignore lint/suspicious/noExplicitAny: what the API answers, looked into by matchers only.
type Answer = any;

/** A run of the CronJob's container; its addresses of the Service lead to the monitor here. */
const exportRun = (env: Readonly<Record<string, string>> = {}, ...more: string[]) => {
  const addresses = Object.fromEntries(
    Object.entries(exporter.env).map(([name, text]) => [
      name,
      text.replace("ettl-monitor:9090", `127.0.0.1:${port}`),
    ]),
  );
  return runProgram([...exporter.args, ...more], {
    env: {
      ...addresses,
      ...here,
      ETTL_TRAKT__API_BASE_URL: sandboxUrl,
      ETTL_TRAKT__AUTH_BASE_URL: sandboxUrl,
      ...env,
    },
  });
};

test.each(renderedFolders)(
  "%s: both programs can start with the configuration and their variables",
  async (name) => {
    const manifests = rendered(name);
    const toml = only(manifests, "ConfigMap", "ettl-config").data?.["ettl.toml"] ?? "";
    for (const pod of podsOf(manifests)) {
      await using place = await temporaryFolder();
      const { args, env } = await laidOut(pod, place.path, { config: toml, secrets });
      const [program = "", , ...options] = args;
      const { code, stderr } = await runProgram([program, "check", ...options], { env });
      expect([code, stderr]).toEqual([0, ""]);
    }
  },
);

test("each probe is answered without a token, as the kubelet asks", async () => {
  for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
    expect((await get(probe?.httpGet.path ?? "")).status).toBe(200);
});

test("files as Kubernetes mounts them are read without a complaint about their modes", () => {
  expect(running.stdout()).not.toMatch(/chmod|"level":"(warn|error)"/);
  expect(running.stdout()).toContain('"state":"on disk"');
});

test("the ServiceMonitor's paths are answered with the token that it names, and not without", async () => {
  const { endpoints } = only(base, "ServiceMonitor", "ettl-monitor").spec as {
    endpoints: {
      path: string;
      authorization: { credentials: { name: keyof typeof secrets; key: string } };
    }[];
  };
  expect(endpoints).toHaveLength(2);
  for (const { path, authorization } of endpoints) {
    const { name, key } = authorization.credentials;
    const token = (secrets[name] as Record<string, string>)[key];
    expect([path, (await get(path)).status]).toEqual([path, 401]);
    expect([path, (await get(path, token)).status]).toEqual([path, 200]);
  }
});

test("the CronJob's command exports, pings the monitor, and its metrics can be scraped there", async () => {
  const { code, stdout, stderr } = await exportRun();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/watched +701 +701/)]);
  expect(stdout).not.toMatch(/"level":"(warn|error)"/);
  expect(await readdir(exporter.local("/data/exports"))).toContain("watched.csv");
  const heartbeat = await json("/api/heartbeats/Trakt%20export");
  expect(heartbeat).toMatchObject({ status: "healthy" });
  const { entries } = await json("/api/heartbeats/Trakt%20export/runs");
  expect(entries).toMatchObject([{ outcome: "finished" }]);
  const pushed = await (await get("/pushed/metrics", readToken)).text();
  expect(pushed).toMatch(
    /^job_last_success_timestamp_seconds\{.*job="export-trakt-letterboxd".*job_name="watched".*\} \d/m,
  );
});

test("an export that may succeed later is tried again, one that will not is not", async () => {
  const { podFailurePolicy } = (
    only(base, "CronJob", "ettl-exporter").spec as {
      jobTemplate: {
        spec: { podFailurePolicy: { rules: { onExitCodes?: { values: number[] } }[] } };
      };
    }
  ).jobTemplate.spec;
  const final = podFailurePolicy.rules.flatMap(({ onExitCodes }) => onExitCodes?.values ?? []);
  const codeOf = async (env: Readonly<Record<string, string>>) =>
    (await exportRun(env, "ratings")).code;
  const nobody = `http://127.0.0.1:${await freePort()}`;
  expect(final).toEqual([
    await codeOf({ TRAKT_ACCESS_TOKEN: "revoked" }),
    await codeOf({ ETTL_EXPORT__FORMAT: "xls" }),
  ]);
  expect(await codeOf({ ETTL_TRAKT__API_BASE_URL: nobody })).toBe(75);
});

test("a changed ConfigMap is in force after a SIGHUP, by the link that Kubernetes swaps", async () => {
  await monitor.reconfigure(`${config}\n[[targets]]\nname = "shop"\nurl = "http://127.0.0.1:1"\n`);
  expect(await json("/api/targets")).toEqual({ watches: [] });
  running.kill("SIGHUP");
  await running.printed(/"configuration.reloaded"/);
  expect(await json("/api/targets")).toMatchObject({ watches: [{ name: "shop" }] });
  expect(await json("/api/configuration")).toMatchObject({ successful: true });
});

test("on SIGTERM the pod is not ready while it still answers, and ends well within its grace", async () => {
  const begun = performance.now();
  running.kill("SIGTERM");
  await eventually("readiness falls", async () => (await get("/health/ready")).status === 503);
  expect((await get("/health/live")).status).toBe(200);
  expect(await running.ended()).toEqual({ code: 0, signal: null });
  const graceMs = monitorPod.spec.terminationGracePeriodSeconds * 1_000;
  expect(performance.now() - begun).toBeLessThan(graceMs);
});
