import { spawn } from "node:child_process";
import { once } from "node:events";

/** Debian's own Python, to which Debian's modules belong. */
export const debianPython = "/usr/bin/python3";

/** Gives a Python program lines and resolves with its answers, one for each. */
export async function pythonAnswers(
  python: string,
  args: readonly string[],
  lines: readonly string[],
): Promise<string[]> {
  const child = spawn(python, args, { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  // One that ends early says why on its standard error; what it did not read is of no interest.
  child.stdin.on("error", () => {});
  const closed = once(child, "close");
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  const [code] = await closed;
  const answers = output.split("\n").filter((line) => line !== "");
  if (code !== 0 || answers.length !== lines.length)
    throw new Error(`${python} answered ${answers.length} of ${lines.length} lines: ${errors}`);
  return answers;
}

/** A number as Python writes it. */
export function pythonNumber(text: string): number {
  return Number(text.replace("inf", "Infinity").replace("nan", "NaN"));
}
