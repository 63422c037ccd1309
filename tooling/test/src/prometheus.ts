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
  /** The values of each series that a range selector such as `x[5m]` finds, oldest first. */
  history(selector: string): Promise<{ labels: Record<string, string>; values: number[] }[]>;
  /** The exemplars of the last hour of all series that an expression selects. */
  exemplars(expression: string): Promise<PrometheusExemplar[]>;
  /** Every rule, how its last evaluation went, and the alerts of it that fire or may soon. */
  rules(): Promise<PrometheusRule[]>;
}

export interface PrometheusRule {
  readonly name: string;
  readonly type: "alerting" | "recording";
  readonly health: "ok" | "err" | "unknown";
  readonly lastError?: string;
  readonly alerts?: readonly {
    readonly state: "pending" | "firing";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export interface PrometheusExemplar {
  readonly series: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly value: number;
  /** Unix seconds. */
  readonly timestamp: number;
}

/** What Prometheus scrapes: an address, or one with how to scrape it. */
export type ScrapeTarget = string | ScrapeTargetOptions;

export interface ScrapeTargetOptions {
  readonly address: string;
  /** @default "/metrics" */
  readonly path?: string;
  /** Whether `job` and `instance` are those that it serves. @default false */
  readonly honorLabels?: boolean;
}

/** A real Prometheus that scrapes each target each second, a plain address as the job `export-trakt`. */
export const startPrometheus = (...targets: readonly ScrapeTarget[]): Promise<Prometheus> =>
  startPrometheusWithRules([], ...targets);

/** The same with files of rules, which say themselves how often they are evaluated. */
export async function startPrometheusWithRules(
  ruleFiles: readonly string[],
  ...targets: readonly ScrapeTarget[]
): Promise<Prometheus> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, "prometheus.yml");
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: ruleFiles,
      scrape_configs: scrapeConfigs(targets),
    }),
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
  const get = async (path: string, parameters: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const body = (await response.json()) as { status: string; error?: string; data: unknown };
    if (body.status !== "success") throw new Error(`Prometheus refused ${path}: ${body.error}`);
    return body.data;
  };
  return {
    async query(expression) {
      const data = (await get("query", { query: expression })) as {
        result: { metric: Record<string, string>; value: [number, string] }[];
      };
      return data.result.map(({ metric: { __name__, ...labels }, value }) => ({
        labels,
        value: sampleValue(value[1]),
      }));
    },
    async history(selector) {
      const data = (await get("query", { query: selector })) as {
        result: { metric: Record<string, string>; values: [number, string][] }[];
      };
      return data.result.map(({ metric: { __name__, ...labels }, values }) => ({
        labels,
        values: values.map(([, text]) => sampleValue(text)),
      }));
    },
    async exemplars(expression) {
      const now = Date.now() / 1000;
      const data = (await get("query_exemplars", {
        query: expression,
        start: String(now - 3600),
        end: String(now + 60),
      })) as {
        seriesLabels: Record<string, string>;
        exemplars: { labels: Record<string, string>; value: string; timestamp: number }[];
      }[];
      return data.flatMap(({ seriesLabels: { __name__, ...series }, exemplars }) =>
        exemplars.map(({ labels, value, timestamp }) => ({
          series,
          labels,
          value: sampleValue(value),
          timestamp,
        })),
      );
    },
    async rules() {
      const { groups } = (await get("rules", {})) as { groups: { rules: PrometheusRule[] }[] };
      return groups.flatMap(({ rules }) => rules);
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A job for all plain addresses, and one for each that is scraped in another way. */
function scrapeConfigs(targets: readonly ScrapeTarget[]) {
  const plain = targets.filter((target) => typeof target === "string");
  const special = targets.filter((target) => typeof target !== "string");
  return [
    { job_name: "export-trakt", static_configs: [{ targets: plain }] },
    ...special.map(({ address, path = "/metrics", honorLabels = false }, place) => ({
      job_name: `export-trakt-${place}`,
      metrics_path: path,
      honor_labels: honorLabels,
      static_configs: [{ targets: [address] }],
    })),
  ];
}

/** A number as Go writes it. */
function sampleValue(text: string): number {
  if (text === "+Inf") return Infinity;
  return text === "-Inf" ? -Infinity : Number(text);
}

/** What `promtool check metrics` has to say about a text, one complaint per line; empty: nothing. */
export async function promtoolComplaints(metrics: string | Buffer): Promise<string[]> {
  const { output } = await promtool(["check", "metrics"], metrics);
  return output.split("\n").filter((line) => line !== "");
}

/** Runs `promtool check rules`; `output` says what is wrong. */
export const promtoolCheckRules = (...files: readonly string[]) =>
  promtool(["check", "rules", ...files], "");

/** Runs `promtool test rules` over files that are there. */
export const promtoolTestFiles = (...files: readonly string[]) =>
  promtool(["test", "rules", ...files], "");

/** Runs `promtool test rules` over one test file; `output` says what failed. */
export async function promtoolTest(yaml: string): Promise<{ code: number | null; output: string }> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "test.yml");
  await writeFile(file, yaml);
  return await promtoolTestFiles(file);
}

async function promtool(args: readonly string[], input: string | Buffer) {
  const child = spawn("promtool", args, { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
