import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface AlertmanagerServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** The labels of each alert that fires there, as amtool lists them. */
  firing(): Promise<readonly Readonly<Record<string, string>>[]>;
  /** Adds an alert of these labels, as amtool does. */
  add(...labels: readonly string[]): Promise<void>;
  /** Ends the process and starts another one that remembers nothing. */
  restart(): Promise<void>;
}

/** A real Alertmanager that posts at once to a webhook, the resolves too. */
export async function startAlertmanager({
  webhookUrl,
  token = "none",
}: {
  readonly webhookUrl: string;
  readonly token?: string;
}): Promise<AlertmanagerServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  const config = join(folder.path, "alertmanager.yml");
  await writeFile(
    config,
    `route: { receiver: ours, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: ours
    webhook_configs:
      - url: ${webhookUrl}
        send_resolved: true
        http_config: { authorization: { credentials: ${token} } }
`,
  );
  const url = `http://127.0.0.1:${port}`;
  let run = 0;
  const start = async () => {
    run += 1;
    const server = spawn(
      "prometheus-alertmanager",
      [
        `--config.file=${config}`,
        `--storage.path=${join(folder.path, `data-${run}`)}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let log = "";
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const ended = Promise.race([once(server, "close"), once(server, "error").catch(() => {})]);
    await eventually("Alertmanager is ready", async () => {
      if (server.exitCode !== null) throw new Error(`Alertmanager ended: ${log}`);
      return (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok;
    });
    return async () => {
      server.kill("SIGTERM");
      await ended;
    };
  };
  let stop = await start();
  const amtool = promisify(execFile);
  return {
    url,
    async firing() {
      const args = ["alert", "query", `--alertmanager.url=${url}`, "--output=json"];
      const { stdout } = await amtool("amtool", args);
      return (JSON.parse(stdout) as { labels: Record<string, string> }[]).map(
        ({ labels }) => labels,
      );
    },
    async add(...labels) {
      await amtool("amtool", ["alert", "add", `--alertmanager.url=${url}`, ...labels]);
    },
    async restart() {
      await stop();
      stop = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}
