import { constants, type FileHandle, open } from "node:fs/promises";

const CHUNK = 16 * 1024;
const NO_FILE = { problem: "is no regular file but a pipe or a socket" };

/** Text of a file, or in one sentence why there is none. */
export type FileText =
  | { readonly text: string /** Permission bits. */; readonly mode: number }
  | { readonly problem: string }
  /** Not UTF-8 from this offset on; the text has replacement characters. */
  | { readonly text: string; readonly badOffset: number };

/**
 * Reads a file of UTF-8 text, never more than `maxBytes` of it, and never waits for a pipe.
 * One byte-order mark at the beginning is dropped.
 */
export async function readTextFile(path: string, maxBytes: number): Promise<FileText> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (stats.isDirectory()) return { problem: "is a folder, a file was expected" };
    // A device is fine: many say /dev/null for nothing, and reading has an end in any case.
    if (!stats.isFile() && !stats.isCharacterDevice()) return NO_FILE;
    const bytes = await readAtMost(file, maxBytes);
    if (bytes === undefined) return { problem: `is larger than ${maxBytes / 1024} KiB, the limit` };
    return { ...decode(bytes), mode: stats.mode & 0o777 };
  } catch (error) {
    return { problem: describeError(error) };
  } finally {
    await file?.close();
  }
}

/** Undefined when there is more. The size that a file states is no proof: it may grow, or lie. */
async function readAtMost(file: FileHandle, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for (let length = 0; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK);
    if (bytesRead === 0) return Buffer.concat(chunks);
    length += bytesRead;
    if (length > maxBytes) return undefined;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function decode(bytes: Buffer): { text: string; badOffset?: number } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    const text = new TextDecoder("utf-8").decode(bytes);
    return { text, badOffset: firstReplacement(text, bytes) };
  }
}

/** The first replacement character that the bytes don't spell out. */
function firstReplacement(text: string, bytes: Buffer): number {
  let byte = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  let offset = 0;
  for (const character of text) {
    if (character === "\uFFFD" && !bytes.subarray(byte, byte + 3).equals(REPLACEMENT)) break;
    byte += Buffer.byteLength(character);
    offset += character.length;
  }
  return offset;
}

const BYTE_ORDER_MARK = Buffer.from("\uFEFF");
const REPLACEMENT = Buffer.from("\uFFFD");

function describeError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  switch (code) {
    case "ENOENT":
      return "no such file";
    case "ENOTDIR":
      return "no such file: part of its path is no folder";
    case "ENXIO":
      return NO_FILE.problem;
    case "EACCES":
    case "EPERM":
      return "may not be read by this user. Check its permissions";
    default:
      return `can't be read (${code})`;
  }
}
