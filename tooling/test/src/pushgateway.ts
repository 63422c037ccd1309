import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface PushgatewayServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** What Prometheus would scrape from it. */
  scraped(): Promise<string>;
}

/** A real Pushgateway with nothing in it. */
export async function startPushgateway(): Promise<PushgatewayServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const server = spawn(
    "prometheus-pushgateway",
    [
      `--web.listen-address=127.0.0.1:${port}`,
      `--persistence.file=${join(folder.path, "pushgateway.data")}`,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = Promise.race([once(server, "close"), once(server, "error").catch(() => {})]);
  const url = `http://127.0.0.1:${port}`;
  await eventually("the Pushgateway is ready", async () => {
    if (server.exitCode !== null) throw new Error(`the Pushgateway ended: ${log}`);
    return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok;
  });
  return {
    url,
    scraped: async () => (await fetch(`${url}/metrics`)).text(),
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
