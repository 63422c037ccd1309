import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import {
  eventually,
  freePort,
  httpReceiver,
  runProgram,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { repository } from "../src/image-files.ts";
import { run } from "../src/run.ts";
import { docker, yamlDocuments } from "./files.ts";

interface Service {
  readonly image?: string;
  readonly ports?: readonly (string | { host_ip?: string })[];
  readonly volumes?: readonly (string | { type: string; source: string; target: string })[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly command?: readonly string[];
  readonly deploy?: { resources?: { limits?: { memory?: string } } };
}

interface Composition {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const file = join(docker, "compose.yaml");
const composition = () => parse(readFileSync(file, "utf8"), { merge: true }) as Composition;

test("docker-compose takes the file, with the profile and with an account of one's own", async () => {
  for (const more of [[], ["--profile", "elk"], ["--file", join(docker, "compose.account.yaml")]])
    await run(["docker-compose", "--file", file, ...more, "config", "--quiet"]);
});

test("every folder and file that a service mounts is there", () => {
  for (const [name, { volumes = [] }] of Object.entries(composition().services))
    for (const volume of volumes) {
      const [source = ""] = typeof volume === "string" ? volume.split(":") : [volume.source];
      if (source.startsWith("."))
        expect(existsSync(join(docker, source)), `${name} mounts ${source}`).toBe(true);
      else expect(Object.keys(composition().volumes), name).toContain(source);
    }
});

test("services have no more rights than they need, a limit, a version, and ports of this machine only", () => {
  for (const [name, service] of Object.entries(composition().services)) {
    expect(service.cap_drop, name).toEqual(["ALL"]);
    expect(service.security_opt, name).toEqual(["no-new-privileges:true"]);
    expect(service.image, name).toMatch(/:(v?\d+\.\d+\.\d+|\$\{ETTL_VERSION:-local\})$/);
    for (const port of service.ports ?? []) expect(port, name).toMatch(/^127\.0\.0\.1:/);
    // What Elastic's own two write lies in many folders of theirs.
    if (name === "elasticsearch" || name === "kibana") continue;
    expect(service.read_only, name).toBe(true);
    if (name !== "elastic-setup")
      expect(service.deploy?.resources?.limits?.memory, name).toBeTruthy();
  }
  const ports = Object.values(composition().services).flatMap(({ ports = [] }) => ports);
  for (const port of ["9090:9090", "9091:9090", "16686:16686", "14268:14268"])
    expect(ports).toContain(`127.0.0.1:${port}`);
});

test("both programs take their configuration, and the peers theirs", async () => {
  for (const program of ["exporter", "monitor"] as const) {
    const service = composition().services[program];
    const env = Object.fromEntries(
      Object.entries(service?.environment ?? {}).flatMap(([name, text]) =>
        text === null ? [] : [[name, text.replace(/\$\{PING_KEY:-([^}]*)\}/, "$1")]],
      ),
    );
    expect(service?.command).toContain(`/config/${program}.toml`);
    const { code, stdout, stderr } = await runProgram(
      [
        join(repository, "apps", program, "dist", "main.js"),
        "check",
        "--config",
        join(docker, "config", `${program}.toml`),
      ],
      { env },
    );
    expect(code, stdout + stderr).toBe(0);
  }
  await run(["promtool", "check", "config", join(docker, "prometheus", "prometheus.yml")]);
  await run(["amtool", "check-config", join(docker, "alertmanager", "alertmanager.yml")]);
  const sources = yamlDocuments(join(docker, "grafana/provisioning/datasources/ettl.yaml"))[0];
  const { datasources } = sources as { datasources: { uid: string; type: string }[] };
  expect(datasources.map(({ uid }) => uid)).toEqual([
    "prometheus",
    "jaeger",
    "elasticsearch",
    "alertmanager",
  ]);
  JSON.parse(await readFile(join(docker, "jaeger", "ui.json"), "utf8"));
});

/** Starts a peer that ends with the block. */
function peer(program: string, args: readonly string[]): AsyncDisposable {
  const child = spawn(program, args, { stdio: "ignore" });
  const ended = once(child, "close");
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** What `/metrics` answers to whoever asks for this host. */
async function statusOf(address: string, host: string): Promise<number | undefined> {
  const asked = request(`http://${address}/metrics`, { headers: { host } }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

test("with these very files Prometheus gets exports with exemplars, and a failing export arrives at Alertmanager", async () => {
  await using folder = await temporaryFolder();
  await using jaeger = await httpReceiver(() => 202);
  const names = ["trakt:8099", "exporter:9464", "monitor:9090", "prometheus:9090"];
  const at = new Map<string, string>();
  for (const name of [...names, "alertmanager:9093", "mail:1025"])
    at.set(name, `127.0.0.1:${await freePort()}`);
  at.set("jaeger:14268", new URL(jaeger.url).host);
  const address = (name: string) => at.get(name) ?? "";
  const port = (name: string) => address(name).split(":")[1] ?? "";
  const moved = (text: string) =>
    [...at].reduce((result, [name, here]) => result.replaceAll(name, here), text);
  for (const part of ["config", "prometheus", "alertmanager"]) {
    await cp(join(docker, part), join(folder.path, part), { recursive: true });
    for (const name of await readdir(join(docker, part))) {
      const path = join(folder.path, part, name);
      if (!/\.(toml|yml)$/.test(name)) continue;
      // Hosts and folders are those of this machine, and time passes faster.
      const text = moved(await readFile(path, "utf8"))
        .replaceAll("scrape_interval: 30s", "scrape_interval: 1s")
        .replaceAll('"/data', `"${folder.path}/data`)
        .replace("group_wait: 5s", "group_wait: 0s")
        .replace('schedule = "* * * * *"\n', 'schedule = "* * * * * *"\n');
      await writeFile(path, text);
    }
  }
  const variables = (program: string) => ({
    ...Object.fromEntries(
      Object.entries(composition().services[program]?.environment ?? {}).flatMap(([name, text]) =>
        text === null
          ? []
          : [
              [
                name,
                moved(text.replace(/\$\{PING_KEY:-([^}]*)\}/, "$1")).replace("/logs", folder.path),
              ],
            ],
      ),
    ),
    ETTL_EXPORT__STATE_DIR: join(folder.path, "state"),
    ETTL_LETTERBOXD__EXPORT_DIR: join(folder.path, "exports"),
  });
  const start = (service: string, program: string, ...args: string[]) =>
    startProgram(
      [
        join(repository, "apps", program, "dist", "main.js"),
        ...args,
        "--config",
        join(folder.path, "config", `${service}.toml`),
      ],
      { cwd: folder.path, env: variables(service) },
    );

  await using _alertmanager = peer("prometheus-alertmanager", [
    `--config.file=${join(folder.path, "alertmanager", "alertmanager.yml")}`,
    `--storage.path=${join(folder.path, "alertmanager-data")}`,
    `--web.listen-address=${address("alertmanager:9093")}`,
    "--cluster.listen-address=",
  ]);
  await using _prometheus = peer("prometheus", [
    `--config.file=${join(folder.path, "prometheus", "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder.path, "prometheus-data")}`,
    `--web.listen-address=${address("prometheus:9090")}`,
    "--enable-feature=exemplar-storage",
  ]);
  await using monitor = start("monitor", "monitor", "serve", "--port", port("monitor:9090"));
  await monitor.printed(/monitor\.started/);
  await using sandbox = start("trakt", "exporter", "sandbox", "--port", port("trakt:8099"));
  await sandbox.printed(/Trakt stand-in/);
  await using exporter = start(
    "exporter",
    "exporter",
    ...["serve", "--now", "--port", port("exporter:9464")],
  );
  await exporter.printed(/export\.completed/);

  const get = async (url: string): Promise<unknown> =>
    await (await fetch(url).catch(() => undefined))?.json();
  const prometheus = `http://${address("prometheus:9090")}/api/v1`;
  const query = encodeURIComponent('export_trakt_exports_total{job="export-trakt"}');
  const exemplars = await eventually("an exemplar of job export-trakt", async () => {
    const end = Date.now() / 1_000 + 60;
    const answer = (await get(
      `${prometheus}/query_exemplars?query=${query}&start=${end - 3_600}&end=${end}`,
    )) as { data?: { exemplars: { labels: Record<string, string> }[] }[] } | undefined;
    return answer?.data?.flatMap((each) => each.exemplars).find(({ labels }) => labels.trace_id);
  });
  console.log("exemplar:", JSON.stringify(exemplars));
  await eventually("spans at Jaeger's port", () =>
    jaeger.requests.some(({ url }) => url.startsWith("/api/traces")),
  );
  const overview = (await get(`http://${address("monitor:9090")}/api/watches`)) as {
    watches: { kind: string; name: string; status: string }[];
  };
  expect(overview.watches.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
    expect.arrayContaining(["target exporter", "probe Trakt", "heartbeat exporter"]),
  );

  // As they call each other in their network, and not by a name that a stranger's DNS gave.
  for (const name of ["exporter:9464", "monitor:9090"])
    expect([
      await statusOf(address(name), name),
      await statusOf(address(name), "stranger.example"),
    ]).toEqual([200, 421]);

  await fetch(`http://${address("trakt:8099")}/sandbox/faults`, {
    method: "PUT",
    body: JSON.stringify([{ kind: "status", status: 401, path: "/sync/history" }]),
  });
  const firing = await eventually("the alert at Alertmanager", async () => {
    const alerts = await get(`http://${address("alertmanager:9093")}/api/v2/alerts`);
    return (alerts as { labels: Record<string, string> }[] | undefined)?.find(({ labels }) =>
      Object.values(labels).some((text) => text.includes("Export failed: history")),
    );
  });
  console.log("alert:", JSON.stringify(firing.labels));
});
