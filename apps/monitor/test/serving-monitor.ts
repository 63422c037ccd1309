import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, startProgram, temporaryFolder } from "@ettl-tooling/test";
import { main } from "./monitor-run.ts";

export const token = "a-token-that-operates";
const operating = { Authorization: `Bearer ${token}` };

/** The built monitor with a token, serving what a file of its own says; `state` keeps its state there. */
export async function servingMonitor(
  toml: string,
  { state = false, env = {} }: { state?: boolean; env?: Readonly<Record<string, string>> } = {},
) {
  const folder = await temporaryFolder();
  const file = join(folder.path, "ettl.toml");
  const port = await freePort();
  const write = (watched: string) =>
    writeFile(
      file,
      `[monitoring]\nmetrics_port = ${port}\nauth_token = "${token}"\n${state ? `state_dir = ${JSON.stringify(join(folder.path, "state"))}\n` : ""}${watched}`,
      { mode: 0o600 },
    );
  await write(toml);
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    const program = startProgram([main, "--config", file], { cwd: folder.path, env });
    await program.printed(/"monitor.started"/);
    return program;
  };
  let program = await start();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { ...operating, ...init.headers } });
  return {
    url,
    write,
    call,
    get program() {
      return program;
    },
    /** An answer of the API as JSON. */
    async json<T = Record<string, never>>(path: string): Promise<T> {
      return (await (await call(path)).json()) as T;
    },
    /** Ends the process in whatever way and starts the next one. */
    async restart(signal: NodeJS.Signals) {
      program.kill(signal);
      await program.ended();
      program = await start();
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
