import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What became of lines that were numbered 0, 1, 2, … in their field `n`. */
export interface FoundLines {
  /** How many lines are whole: JSON with a number, and a line break at the end. */
  readonly whole: number;
  /** Number of the first and of the last whole line. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** How many lines are not whole or do not follow the one before. */
  readonly faults: number;
  /** The first of these faults, in words. */
  readonly fault: string | undefined;
}

/** Takes lines one by one and tells which are broken, missing, repeated or out of order. */
export function numberedLines() {
  let whole = 0;
  let first: number | undefined;
  let last: number | undefined;
  let faults = 0;
  let fault: string | undefined;
  const wrong = (what: string) => {
    faults++;
    fault ??= what;
  };
  return {
    /** @param line With its line break, if it has one. */
    add(line: string): void {
      const number = line.endsWith("\n") ? numberOf(line) : undefined;
      if (number === undefined) {
        wrong(`after line ${last ?? "–"} comes no whole line but ${excerpt(line)}`);
        return;
      }
      if (last !== undefined && number !== last + 1) wrong(`after line ${last} comes ${number}`);
      whole++;
      first ??= number;
      last = number;
    },
    found: (): FoundLines => ({ whole, first, last, faults, fault }),
  };
}

/** Cuts text into lines; each keeps its line break, so the last one shows whether it has one. */
export async function* linesIn(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) yield `${part}\n`;
  }
  if (rest !== "") yield rest;
}

export interface FoundFiles extends FoundLines {
  readonly files: number;
  readonly largestBytes: number;
}

/** The lines of all files of a folder, files in the order of their first lines, whatever they are called. */
export async function linesOfFolder(folder: string): Promise<FoundFiles> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      return { path, bytes: (await stat(path)).size, first: await firstNumber(path) };
    }),
  );
  files.sort((a, b) => a.first - b.first);
  const lines = numberedLines();
  for (const { path } of files) for await (const line of linesIn(textOf(path))) lines.add(line);
  const largestBytes = Math.max(0, ...files.map(({ bytes }) => bytes));
  return { ...lines.found(), files: files.length, largestBytes };
}

/** Files that begin with no whole line come last, where they are found to be at fault. */
async function firstNumber(path: string): Promise<number> {
  for await (const line of linesIn(textOf(path))) return numberOf(line) ?? Infinity;
  return Infinity;
}

const textOf = (path: string): AsyncIterable<string> => createReadStream(path, "utf8");

function numberOf(line: string): number | undefined {
  try {
    const { n } = JSON.parse(line);
    return Number.isInteger(n) ? n : undefined;
  } catch {
    return undefined;
  }
}

const excerpt = (line: string) => JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
