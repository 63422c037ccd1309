import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface Prometheus extends AsyncDisposable {
  /** The vector of an instant query: labels without the name, and the value. */
  query(expression: string): Promise<{ labels: Record<string, string>; value: number }[]>;
}

/** A real Prometheus that scrapes one address each second, as the job `export-trakt`. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, "prometheus.yml");
  await writeFile(
    config,
    `global: { scrape_interval: 1s }\nscrape_configs:\n  - job_name: export-trakt\n    static_configs: [{ targets: ["${target}"] }]\n`,
  );
  const server = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder.path, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--enable-feature=exemplar-storage",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = Promise.race([once(server, "close"), once(server, "error").catch(() => {})]);
  const url = `http://127.0.0.1:${port}`;
  await eventually("Prometheus is ready", async () => {
    if (server.exitCode !== null) throw new Error(`Prometheus ended: ${log}`);
    return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok;
  });
  return {
    async query(expression) {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
      const body = (await response.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return body.data.result.map(({ metric: { __name__, ...labels }, value }) => ({
        labels,
        value: Number(value[1]),
      }));
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What `promtool check metrics` has to say about a text, one complaint per line; empty: nothing. */
export async function promtoolComplaints(metrics: string): Promise<string[]> {
  const promtool = spawn("promtool", ["check", "metrics"], { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [promtool.stdout, promtool.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  promtool.stdin.end(metrics);
  await once(promtool, "close");
  return output.split("\n").filter((line) => line !== "");
}
