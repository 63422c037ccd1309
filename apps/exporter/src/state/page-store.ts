import { createReadStream } from "node:fs";
import { copyFile, type FileHandle, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { makeFolder } from "../make-folder.ts";
import type { TraktPage } from "../trakt/pages.ts";
import type { TraktList, TraktRows } from "../trakt/rows.ts";

/** Which reading of a list the pages belong to; pages of another one are worth nothing. */
export interface PagesOf {
  /** Whose list, and where. */
  readonly owner: string;
  readonly pageSize: number;
  /** When the list was last changed, in Trakt's words; absent where Trakt does not tell. */
  readonly activity: string | undefined;
}

/** Without the word of Trakt that nothing changed, pages are this young or useless. */
const longestWithoutActivityMs = 60 * 60 * 1000;
const version = 1;

/** The pages of one list that were read, on disk as soon as they came: a crash costs one page at most. */
export interface PageStore<Row> {
  /** Those of the same reading, from the first on without a gap. To be read before `append`. */
  pages(): AsyncGenerator<TraktPage<Row>, void, void>;
  append(page: TraktPage<Row>): Promise<void>;
  /** When its first page was asked for, in milliseconds since 1970. */
  readonly since: number;
  /** Forgets all pages. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface PageStoreOptions {
  readonly folder: string;
  readonly of: PagesOf;
  /** False: pages that are there are not used. */
  readonly reuse: boolean;
  /** Pages that are older are not used either. */
  readonly maxAgeMs: number;
  readonly onProblem: (message: string) => void;
}

/**
 * Opens the store of a list: a line per page, each with its checksum, after one that says what they
 * are pages of. A line that was cut by a crash is dropped; where one is damaged, a copy of the file
 * is kept beside it and only the pages before it are used.
 */
export async function openPageStore<List extends TraktList>(
  list: List,
  { folder, of, reuse, maxAgeMs, onProblem }: PageStoreOptions,
): Promise<PageStore<TraktRows[List]>> {
  type Page = TraktPage<TraktRows[List]>;
  await makeFolder(folder);
  const path = pagesPath(folder, list);
  let file: FileHandle | undefined;
  let since = Date.now();

  const begin = async () => {
    await file?.close();
    file = undefined;
    since = Date.now();
    const opened = await open(path, "w", 0o600);
    file = opened;
    await opened.appendFile(
      line({ version, list, ...of, activity: of.activity ?? null, at: since }),
    );
  };
  const isSame = (header: unknown) => {
    const { activity = null, owner, pageSize } = of;
    const found = header as Partial<Record<string, unknown>>;
    const longestMs = activity === null ? Math.min(maxAgeMs, longestWithoutActivityMs) : maxAgeMs;
    const at = typeof found.at === "number" ? found.at : 0;
    const young = Math.abs(Date.now() - at) < longestMs;
    if (young) since = at;
    return (
      found.version === version &&
      found.owner === owner &&
      found.pageSize === pageSize &&
      found.activity === activity &&
      young
    );
  };

  return {
    get since() {
      return since;
    },
    async *pages() {
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      );
      let good = 0;
      if (reuse && size > 0) {
        let next = 0;
        for await (const { value, end } of checkedLines(path)) {
          if (next === 0 ? !isSame(value) : (value as Page).page !== next) break;
          good = end;
          if (next > 0) yield value as Page;
          next++;
        }
        const whole = await lengthOfWholeLines(path);
        const isDamaged = good > 0 ? good < whole : whole > 0 && !(await hasHeader(path));
        if (isDamaged) {
          await copyFile(path, `${path}.corrupt`);
          const where = next > 1 ? ` after page ${next - 1}` : "";
          onProblem(
            `the state of ${list} is damaged${where}; it is kept as ${path}.corrupt, and the rest is read again`,
          );
        }
      }
      if (good === 0) return begin();
      file = await open(path, "r+");
      await file.truncate(good);
    },
    async append(page) {
      if (!file) await begin();
      if (!file) return;
      const { size } = await file.stat();
      await file.write(line(page), size);
      await file.datasync();
    },
    async clear() {
      await file?.close();
      file = undefined;
      await rm(path, { force: true });
    },
    async close() {
      await file?.close();
      file = undefined;
    },
  };
}

/** Removes the pages of a list, if there are any. */
export async function forgetPages(list: TraktList, folder: string): Promise<void> {
  await rm(pagesPath(folder, list), { force: true });
}

const pagesPath = (folder: string, list: TraktList) => join(folder, `${list}.pages`);

function line(value: unknown): string {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

/** The lines whose checksum is right, until the first one where it is not; with the byte after each. */
async function* checkedLines(path: string) {
  let end = 0;
  for await (const text of wholeLines(path)) {
    const json = text.toString("utf8", 9);
    const sum = text.toString("latin1", 0, 8);
    if (text[8] !== 0x20 || Number.parseInt(sum, 16) !== crc32(json)) return;
    end += text.length + 1;
    yield { value: JSON.parse(json) as unknown, end };
  }
}

/** Lines that end with a line feed, without it. */
async function* wholeLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let from = 0;
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, from)) {
      yield rest.subarray(from, at);
      from = at + 1;
    }
    rest = rest.subarray(from);
  }
}

async function lengthOfWholeLines(path: string): Promise<number> {
  let length = 0;
  for await (const text of wholeLines(path)) length += text.length + 1;
  return length;
}

async function hasHeader(path: string): Promise<boolean> {
  for await (const _ of checkedLines(path)) return true;
  return false;
}
