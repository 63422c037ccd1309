import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs the pnpm that runs this program, else the one on PATH, else the pinned one through npx. */
export async function runPnpm(
  packageManager: string,
  cwd: string,
  args: readonly string[],
): Promise<string> {
  const execute = promisify(execFile);
  const options = { cwd, maxBuffer: 32 * 1024 * 1024 };
  const own = process.env.npm_execpath ?? "";
  if (/pnpm[^/\\]*\.c?js$/.test(own))
    return (await execute(process.execPath, [own, ...args], options)).stdout;
  try {
    return (await execute("pnpm", args, options)).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return (await execute("npx", ["--yes", packageManager, ...args], options)).stdout;
  }
}
