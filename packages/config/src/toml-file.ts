import { parse, TomlError } from "smol-toml";
import { brokenExcerpt } from "./broken-line.ts";
import type { ConfigIssue } from "./config-error.ts";
import { offsetOfLine } from "./excerpt.ts";
import { impossibleDate } from "./impossible-date.ts";
import { copyTable, isTooDeep, type Table } from "./layers.ts";
import { readTextFile } from "./read-text-file.ts";
import type { Shape } from "./schema-shape.ts";
import { mistakeOf, TOO_DEEP } from "./toml-mistake.ts";

export interface TomlFile {
  readonly path: string;
  readonly text: string;
  readonly table: Table;
  /** Permission bits. */
  readonly mode: number;
}

const MAX_BYTES = 1024 * 1024;

/**
 * Reads and parses one TOML file of at most 1 MiB; a byte-order mark is dropped. When that can't be
 * done, tells why, with the place in the file where there is one.
 */
export async function readTomlFile(path: string, shape: Shape): Promise<TomlFile | ConfigIssue> {
  const read = await readTextFile(path, MAX_BYTES);
  if ("problem" in read) {
    const advice =
      read.problem === "no such file" ? ". Give the path of a TOML file, or leave it out" : "";
    return { key: "", message: `${read.problem}${advice}`, file: path };
  }
  const { text } = read;
  const issueAt = (
    { offset, length = 1, message }: { offset: number; length?: number; message: string },
    exact = true,
  ): ConfigIssue => {
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = offset - (before.lastIndexOf("\n") + 1) + 1;
    const excerpt = brokenExcerpt(text, { offset, length }, shape, exact);
    return { key: "", message, file: path, line, column, excerpt };
  };
  const parsed = parseToml(text);
  if ("badOffset" in read)
    // Where the text before is no TOML either, nothing is known about the line.
    return issueAt(
      { offset: read.badOffset, message: "not UTF-8 text from here on" },
      !("offset" in parsed) || parsed.offset >= read.badOffset,
    );
  if ("offset" in parsed) {
    const mistake = mistakeOf(text, parsed.offset, parsed.reason, shape);
    return issueAt({ ...mistake, message: `not valid TOML: ${mistake.message}` });
  }
  const date = impossibleDate(text);
  if (date !== undefined)
    return issueAt({ ...date, message: "not valid TOML: no such day in the calendar" });
  if (isTooDeep(parsed.table))
    return { key: "", file: path, message: `not valid TOML: ${TOO_DEEP}` };
  return { path, text, table: copyTable(parsed.table), mode: read.mode };
}

function parseToml(text: string): { table: Table } | { offset: number; reason: string } {
  // One mark was dropped already; the parser would take another.
  if (text.startsWith("\uFEFF")) return { offset: 0, reason: "a second byte-order mark" };
  try {
    return { table: parse(text, { integersAsBigInt: "asNeeded" }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const lineStart = offsetOfLine(text, error.line);
    // Only the first line of the message: the rest quotes the file, and with it perhaps a secret.
    const reason = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "";
    return { offset: lineStart + error.column - 1, reason };
  }
}
