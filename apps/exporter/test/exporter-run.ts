import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Answer,
  freePort,
  httpReceiver,
  type Program,
  startProgram,
  temporaryFolder,
} from "@ettl-tooling/test";
import { type Sandbox, startSandbox } from "../src/sandbox/sandbox.ts";

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** One JSON log line. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The built program in a folder of its own, with everything it talks to as real servers. */
export async function exporterRun(
  options: { readonly webhook?: Answer; readonly plays?: number } = {},
) {
  const folder = await temporaryFolder();
  const sandbox: Sandbox = await startSandbox({ plays: options.plays });
  const collector = await httpReceiver();
  const webhook = await httpReceiver(options.webhook);
  const config = join(folder.path, "ettl.toml");
  const port = await freePort();
  await writeFile(
    config,
    `[monitoring]\nmetrics_port = ${port}\n` +
      `[tracing]\notlp_endpoint = "${collector.url}"\n` +
      `[alerts]\nwebhook_url = "${webhook.url}/hook"\n` +
      `[trakt]\nclient_id = "test"\napi_base_url = "${sandbox.url}"\nauth_base_url = "${sandbox.url}"\n` +
      `[letterboxd]\nexport_dir = "exports"\n` +
      // Every second: a test should see a second run without waiting for four in the morning.
      `[export]\nschedule = "* * * * * *"\n`,
    { mode: 0o600 },
  );
  /** Changes count for programs started afterwards. */
  const env: Record<string, string> = { TRAKT_ACCESS_TOKEN: "demo" };
  return {
    env,
    sandbox,
    collector,
    webhook,
    folder: join(folder.path, "exports"),
    state: join(folder.path, ".ettl-exporter"),
    url: `http://127.0.0.1:${port}`,
    start: (...args: string[]): Program =>
      startProgram([main, ...args, "--config", config], {
        cwd: folder.path,
        env: { ...env },
      }),
    /** The program without that configuration. */
    program: (args: readonly string[], env: Record<string, string>): Program =>
      startProgram([main, ...args], { cwd: folder.path, env: { ...env } }),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await collector.close();
      await webhook.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The program's log so far; a line that is still being written is left out. */
export function logLines(program: Program): LogLine[] {
  return program
    .stdout()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
