import { spawn } from "node:child_process";
import { once } from "node:events";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether its output goes on to standard error as it comes. @default false */
  readonly shown?: boolean;
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws {Error} It did not end well; the message has its output.
 */
export async function run(
  command: readonly [string, ...string[]],
  { cwd, env, shown = false }: RunOptions = {},
): Promise<string> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let all = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    all += text;
    if (shown) process.stderr.write(text);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    all += text;
    if (shown) process.stderr.write(text);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${all.slice(-8_000)}`);
  return stdout;
}
