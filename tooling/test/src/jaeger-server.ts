import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type DecodedSpan, decodedOtlp } from "./decoded-otlp.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { type JaegerTrace, jaegerTrace } from "./jaeger-answers.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface JaegerServer extends AsyncDisposable {
  /** Where OTLP/HTTP is posted, without `/v1/traces`. */
  readonly otlpUrl: string;
  /** Where Thrift is posted. */
  readonly thriftUrl: string;
  /** All spans of a service by `/api/v3/traces`, in OTLP's terms; none until it has some. */
  spansOf(service: string): Promise<DecodedSpan[]>;
  /**
   * A trace by `/api/traces/{id}`, in Jaeger's own terms.
   *
   * @throws {Error} It is not there, or has spans of several processes.
   */
  trace(id: string): Promise<JaegerTrace>;
  /** The names of services that it has spans of. */
  services(): Promise<string[]>;
}

/** `pnpm test:peers` finds one; a test run by hand takes the one that CONTRIBUTING has you build. */
const binary = () => process.env.JAEGER_BINARY || join(homedir(), ".cache", "ettl", "jaeger");

/** A real Jaeger 2 with nothing in it: collector, storage in memory and query API in one. */
export async function startJaeger(): Promise<JaegerServer> {
  const folder = await temporaryFolder();
  const [otlp, thrift, query, queryGrpc, health] = await Promise.all(
    Array.from({ length: 5 }, freePort),
  );
  const at = (port: number | undefined) => ({ endpoint: `127.0.0.1:${port}` });
  const config = join(folder.path, "jaeger.json");
  await writeFile(
    config,
    // It reads YAML, and so JSON.
    JSON.stringify({
      service: {
        extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
        pipelines: {
          traces: { receivers: ["otlp", "jaeger"], exporters: ["jaeger_storage_exporter"] },
        },
        telemetry: { metrics: { level: "none" }, logs: { level: "warn" } },
      },
      extensions: {
        healthcheckv2: { use_v2: true, http: at(health) },
        jaeger_query: { storage: { traces: "memory" }, http: at(query), grpc: at(queryGrpc) },
        jaeger_storage: { backends: { memory: { memory: { max_traces: 10_000 } } } },
      },
      receivers: {
        otlp: { protocols: { http: at(otlp) } },
        jaeger: { protocols: { thrift_http: at(thrift) } },
      },
      exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
    }),
  );
  const server = spawn(binary(), ["--config", config], {
    // It would trace itself, to a port that is none of ours.
    env: { PATH: process.env.PATH ?? "", OTEL_TRACES_SAMPLER: "always_off" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  let failure: unknown;
  server.on("error", (error) => {
    failure = error;
  });
  const ended = once(server, "close").catch(() => {});
  await eventually("Jaeger is ready", async () => {
    if (failure) throw failure;
    if (server.exitCode !== null) throw new Error(`Jaeger ended: ${log}`);
    const status = await fetch(`http://127.0.0.1:${health}/status`).catch(() => undefined);
    return status?.ok;
  });
  const api = `http://127.0.0.1:${query}`;
  return {
    otlpUrl: `http://127.0.0.1:${otlp}`,
    thriftUrl: `http://127.0.0.1:${thrift}/api/traces`,
    async spansOf(service) {
      const answer = await answerOf(`${api}/api/v3/traces`, {
        "query.serviceName": service,
        "query.startTimeMin": "2000-01-01T00:00:00Z",
        "query.startTimeMax": "2100-01-01T00:00:00Z",
        "query.searchDepth": "10000",
        "query.rawTraces": "true",
      });
      if (!answer) return [];
      const { result } = answer as { result: unknown };
      return (await decodedOtlp([Buffer.from(JSON.stringify(result))], "json")).flat();
    },
    async trace(id) {
      return jaegerTrace(await answerOf(`${api}/api/traces/${id}`, { raw: "true" }));
    },
    async services() {
      const answer = await answerOf(`${api}/api/v3/services`);
      return (answer as { services: string[] }).services;
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** @throws {Error} It has neither an answer nor the word that there is nothing. */
async function answerOf(url: string, parameters: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`);
  const body = await response.text();
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`Jaeger answers ${response.status} at ${url}: ${body}`);
  return JSON.parse(body);
}
