import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "@ettl-tooling/test";

const main = fileURLToPath(new URL("../../../apps/monitor/dist/main.js", import.meta.url));

/** A monitor that runs, and where it answers. */
export interface RunningMonitor {
  readonly program: Program;
  readonly url: string;
}

/** Starts the built monitor with the `ettl.toml` of a folder; resolves when it serves. */
export async function startMonitor(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningMonitor> {
  const program = startProgram([main, "--config", "ettl.toml"], { cwd: folder, env });
  const [, address = ""] = await program.printed(/"monitor.started".*?"address":"([^"]+)"/);
  return { program, url: `http://${address}` };
}
