// Finds the pinned pnpm: the one on PATH if it is that version, else npm brings it.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

const manifest = JSON.parse(readFileSync(new URL("package.json", `file://${root}`), "utf8"));
const pinned = manifest.packageManager;
const version = pinned.split("@")[1];

function pnpmCommand() {
  const found = spawnSync("pnpm", ["--version"], { cwd: root, encoding: "utf8" });
  return found.status === 0 && found.stdout.trim() === version
    ? ["pnpm"]
    : ["npx", "--yes", pinned];
}

/**
 * Runs pnpm in the repository's root and resolves with its exit code.
 * `quiet`: its output is kept back and shown only if it fails.
 */
export function pnpm(args, { quiet = false, env = {} } = {}) {
  const [command, ...before] = pnpmCommand();
  const child = spawn(command, [...before, ...args], {
    cwd: root,
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", ...env },
  });
  const output = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  return new Promise((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`${command} can't be started: ${error.message}. Is npm installed?\n`);
      resolve(1);
    });
    child.on("close", (code) => {
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}
