import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { replaceFile } from "../letterboxd/replace-file.ts";
import type { TraktList } from "../trakt/rows.ts";
import { setAside } from "./set-aside.ts";

const count = z.int().min(0);

const entry = z.object({
  /** Whose list, and where; and everything else that decides what is in the files. */
  owner: z.string(),
  options: z.string(),
  /** When the list was last changed, in Trakt's words. */
  activity: z.string().nullable(),
  /** When it was read in full, in milliseconds since 1970. */
  readAt: z.number(),
  announced: count,
  written: count,
  skipped: z.record(z.string(), count),
  files: z.array(z.object({ path: z.string(), bytes: count, mtimeMs: z.number() })),
});

const record = z.object({ version: z.literal(1), lists: z.record(z.string(), entry) });

/** What the last good export of a list was. */
export type ExportEntry = z.output<typeof entry>;

/** Remembers the last good export of each list, across runs. */
export interface ExportRecord {
  last(list: TraktList): ExportEntry | undefined;
  save(list: TraktList, entry: ExportEntry): Promise<void>;
}

/**
 * Reads the record of a state folder. One that cannot be read is set aside and begun anew.
 *
 * @throws {Error} of the file system when it is there and may not be read.
 */
export async function openExportRecord(
  folder: string,
  onProblem: (message: string) => void,
): Promise<ExportRecord> {
  const path = join(folder, "exports.json");
  let lists: Record<string, ExportEntry> = {};
  try {
    lists = record.parse(JSON.parse(await readFile(path, "utf8"))).lists;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code === "string") {
      if (code !== "ENOENT") throw error;
    } else {
      const aside = await setAside(path);
      onProblem(
        `the record of earlier exports can't be read; it is kept as ${aside}, and a new one is begun`,
      );
    }
  }
  return {
    last: (list) => (Object.hasOwn(lists, list) ? lists[list] : undefined),
    async save(list, saved) {
      lists = { ...lists, [list]: saved };
      await replaceFile(path, [`${JSON.stringify({ version: 1, lists }, undefined, 2)}\n`], {
        mode: 0o600,
      });
    },
  };
}

/** The files as they are on disk; nothing when one is missing. */
export async function filesOnDisk(
  paths: readonly string[],
): Promise<ExportEntry["files"] | undefined> {
  try {
    return await Promise.all(
      paths.map(async (path) => {
        const { size, mtimeMs } = await stat(path);
        return { path, bytes: size, mtimeMs };
      }),
    );
  } catch {
    return undefined;
  }
}
