import { createReadStream, createWriteStream, rmSync, statSync } from "node:fs";
import { rename, rm, stat, utimes } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { logFileMode } from "./open-log-file.ts";
import { isBefore, type Place, type RolledFile, type RolledNames } from "./rolled-names.ts";

const dayMs = 86_400_000;

export interface OldFilesOptions {
  readonly names: RolledNames;
  readonly maxBackups: number;
  readonly maxAgeDays: number;
  readonly compress: boolean;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface OldFiles {
  /**
   * Removes what is beyond the limits at once, so that they hold in a burst, too; then begins to
   * compress, if asked for. Never throws.
   */
  tidy(open: Place): void;
}

/** Looks after the files before the open one. */
export function oldFiles(options: OldFilesOptions): OldFiles {
  const { names, compress, onError } = options;
  let compressing = false;
  let next: Place | undefined;

  async function compressInTurn(): Promise<void> {
    compressing = true;
    for (let open = next; open; open = next) {
      next = undefined;
      try {
        for (const files of backups(names, open))
          for (const { path, compressed } of files) if (!compressed) await compressFile(path);
      } catch (error) {
        onError(error);
      }
    }
    compressing = false;
  }

  for (const path of safely(() => names.unfinished(), onError) ?? [])
    safely(() => rmSync(path, { force: true }), onError);
  return {
    tidy(open) {
      safely(() => removeBeyondLimits(options, open), onError);
      if (!compress) return;
      next = open;
      if (!compressing) void compressInTurn();
    },
  };
}

/** The newest first; a file and its compressed form are one. Others' links and folders are left out. */
function backups(names: RolledNames, open: Place): RolledFile[][] {
  const backupsByPlace = new Map<string, RolledFile[]>();
  for (const file of names.list()) {
    if (!file.regular || !isBefore(file, open)) continue;
    const place = `${file.date}.${file.number}`;
    backupsByPlace.set(place, [...(backupsByPlace.get(place) ?? []), file]);
  }
  return [...backupsByPlace.values()];
}

function removeBeyondLimits(options: OldFilesOptions, open: Place): void {
  const oldestMs = options.now() - options.maxAgeDays * dayMs;
  for (const [index, files] of backups(options.names, open).entries())
    for (const { path } of files)
      if (index >= options.maxBackups || lastWriteMs(path) < oldestMs)
        rmSync(path, { force: true });
}

function lastWriteMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

/**
 * Under a temporary name first, so that a `.gz` is always whole, and never in the place of another.
 * A file that grew or vanished meanwhile is left as it is; after a crash the next start goes on.
 */
async function compressFile(path: string): Promise<void> {
  const temporary = `${path}.gz.tmp`;
  try {
    const before = await stat(path);
    const packed = statSync(`${path}.gz`, { throwIfNoEntry: false });
    if (packed) {
      // A crash came between the two last steps, as the time that both share tells.
      if (Math.abs(packed.mtimeMs - before.mtimeMs) < 1000) await rm(path, { force: true });
      return;
    }
    await pipeline(
      createReadStream(path),
      createGzip(),
      createWriteStream(temporary, { mode: logFileMode, flush: true }),
    );
    await utimes(temporary, before.atime, before.mtime);
    const after = await stat(path);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) return;
    await rename(temporary, `${path}.gz`);
    await rm(path, { force: true });
  } catch (error) {
    // Removed meanwhile, by the limits: then there is nothing to compress.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function safely<T>(fn: () => T, onError: (error: unknown) => void): T | undefined {
  try {
    return fn();
  } catch (error) {
    onError(error);
    return undefined;
  }
}
