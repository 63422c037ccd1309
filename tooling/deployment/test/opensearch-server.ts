import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, freePort, temporaryFolder } from "@ettl-tooling/test";

export interface OpenSearchServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** An answer as JSON; one that is no success throws. */
  call<T>(method: string, path: string, body?: string): Promise<T>;
}

// `pnpm test:peers` fetches it from Maven Central.
const jars = join(homedir(), ".cache", "ettl", "opensearch-2.19.1.0");
const program = fileURLToPath(new URL("../java/OpenSearchServer.java", import.meta.url));

/** A real OpenSearch, with nothing in it. What Elasticsearch alone has it does not know. */
export async function startOpenSearch(): Promise<OpenSearchServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const server = spawn(
    "java",
    ["-Xms256m", "-Xmx512m", "-cp", `${jars}/*`, program, folder.path, `${port}`],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const ended = Promise.race([once(server, "close"), once(server, "error").catch(() => {})]);
  const url = `http://127.0.0.1:${port}`;
  await eventually(
    "OpenSearch is ready",
    async () => {
      if (server.exitCode !== null) throw new Error(`OpenSearch ended: ${log}`);
      return (await fetch(`${url}/_cluster/health`).catch(() => undefined))?.ok;
    },
    { timeoutMs: 180_000 },
  );
  return {
    url,
    async call<T>(method: string, path: string, body?: string) {
      const headers = { "content-type": "application/x-ndjson" };
      const response = await fetch(`${url}${path}`, { method, headers, body: body ?? null });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGKILL");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
