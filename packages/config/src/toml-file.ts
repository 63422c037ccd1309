import { readFile } from "node:fs/promises";
import { parse, TomlError } from "smol-toml";
import { ConfigError } from "./config-error.ts";
import { copyTable, type Table } from "./layers.ts";

export interface TomlFile {
  readonly path: string;
  readonly text: string;
  readonly table: Table;
}

/**
 * Reads and parses one TOML file; a byte-order mark is dropped.
 *
 * @throws {ConfigError} The file can't be read, is not UTF-8, or is not TOML.
 */
export async function readTomlFile(path: string): Promise<TomlFile> {
  const fail = (message: string, place: { line?: number; column?: number } = {}): never => {
    throw new ConfigError([{ key: "", message, file: path, ...place }]);
  };
  let text = "";
  try {
    const bytes = await readFile(path);
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    fail(describeReadError(error));
  }
  try {
    return { path, text, table: copyTable(parse(text)) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only the first line of the message: the rest quotes the file, and with it perhaps a secret.
    const reason = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "");
    return fail(`not valid TOML: ${reason}`, { line: error.line, column: error.column });
  }
}

function describeReadError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file. Give the path of a TOML file, or leave it out";
  if (code === "EISDIR") return "is a folder, a TOML file was expected";
  if (code === "EACCES") return "may not be read by this user. Check its permissions";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "is not UTF-8 text";
  return `can't be read (${code ?? "unknown error"})`;
}
