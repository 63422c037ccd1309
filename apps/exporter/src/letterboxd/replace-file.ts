import {
  access,
  constants,
  type FileHandle,
  open,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { removeStaleTemporaries, temporaryName } from "./stale-temporaries.ts";

/** What is written at once. */
const bufferedCharacters = 65_536;

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Permissions of the new file. @default those of the old one, else what the umask leaves */
  readonly mode?: number | undefined;
}

/** A file that is written in full, and not yet where it belongs. */
export interface PreparedFile {
  /** Size in bytes. */
  readonly bytes: number;
  /** Puts it in the place of the old file, at once and for good. */
  commit(): Promise<void>;
  /** Removes it again; the old file stays. After `commit` it does nothing. */
  discard(): Promise<void>;
}

/**
 * Writes a file so that its name always holds either the old content or all of the new: into a
 * temporary file beside it, flushed to the disk, then renamed. On any failure, or when `signal`
 * aborts, the old file is untouched and the temporary one is gone; one that a killed program left
 * behind is removed by the next call. The permissions stay, and so does a symbolic link, whose target is replaced.
 *
 * Returns the size in bytes.
 */
export async function replaceFile(
  path: string,
  parts: Iterable<string>,
  options: WriteOptions = {},
): Promise<number> {
  const prepared = await prepareFile(path, parts, options);
  await prepared.commit();
  return prepared.bytes;
}

/** The first half of {@link replaceFile}: everything that can fail for want of space. */
export async function prepareFile(
  path: string,
  parts: Iterable<string>,
  { signal, mode }: WriteOptions = {},
): Promise<PreparedFile> {
  const target = await existing(path);
  const folder = dirname(target ?? path);
  const name = basename(target ?? path);
  // A rename would replace a write-protected file without asking.
  if (target) await access(target, constants.W_OK);
  await removeStaleTemporaries(folder, name);

  const temporary = join(folder, temporaryName(name));
  const discard = () => rm(temporary, { force: true });
  let bytes: number;
  try {
    const file = await open(temporary, "wx", mode);
    try {
      if (mode !== undefined) await file.chmod(mode);
      else if (target) await file.chmod((await stat(target)).mode & 0o777);
      bytes = await writeParts(file, parts, signal);
      await file.sync();
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    bytes,
    discard,
    async commit() {
      try {
        await rename(temporary, join(folder, name));
        await syncFolder(folder);
      } catch (error) {
        await discard();
        throw error;
      }
    },
  };
}

async function writeParts(
  file: FileHandle,
  parts: Iterable<string>,
  signal: AbortSignal | undefined,
): Promise<number> {
  let bytes = 0;
  let buffered = "";
  const flush = async () => {
    signal?.throwIfAborted();
    const content = Buffer.from(buffered, "utf8");
    buffered = "";
    bytes += content.length;
    await file.writeFile(content);
  };
  for (const part of parts) {
    buffered += part;
    if (buffered.length >= bufferedCharacters) await flush();
  }
  await flush();
  return bytes;
}

/** The file that a path leads to, through symbolic links; nothing when there is none yet. */
async function existing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Some systems cannot open a folder as a file, or not flush it; the new file is there all the same.
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!isCode(error, "EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP")) throw error;
  }
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
