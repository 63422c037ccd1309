import { readTextFile } from "./read-text-file.ts";

const MAX_BYTES = 64 * 1024;

/** The secret in a file of at most 64 KiB, without the line break at its end; or why there is none. */
export async function readSecretFile(
  path: string,
): Promise<{ text: string } | { problem: string }> {
  const read = await readTextFile(path, MAX_BYTES);
  if ("problem" in read) return { problem: `the file it names ${asVerb(read.problem)}` };
  if ("badOffset" in read) return { problem: "the file it names is not UTF-8 text" };
  const text = read.text.replace(/\r?\n$/, "");
  return text === "" ? { problem: "the file it names is empty" } : { text };
}

function asVerb(problem: string): string {
  return problem.startsWith("no such file") ? "does not exist (ENOENT)" : problem;
}
