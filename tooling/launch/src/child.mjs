import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { root } from "./pnpm.mjs";

const preload = new URL("end-with-parent.mjs", import.meta.url).href;

/**
 * Starts one of the programs in a process group of its own, so that Ctrl-C reaches it once, through
 * the launcher. With a `label` its lines are shown behind it.
 */
export function startChild(program, args, { env = {}, label } = {}) {
  const main = fileURLToPath(new URL(`../../../apps/${program}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, ["--import", preload, main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", label ? "pipe" : "inherit", label ? "pipe" : "inherit", "ipc"],
  });
  let output = "";
  const show = (stream, target) => {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-100_000);
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) target.write(`${label.padEnd(8)} │ ${line}\n`);
    });
    stream?.on("end", () => rest && target.write(`${label.padEnd(8)} │ ${rest}\n`));
  };
  show(child.stdout, process.stdout);
  show(child.stderr, process.stderr);
  const ended = new Promise((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
  return {
    name: program,
    ended,
    output: () => output,
    running: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}
