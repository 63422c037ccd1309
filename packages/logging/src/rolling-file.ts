import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { type LogDestination, opening } from "./destination.ts";

export interface RollingFileOptions {
  /**
   * For example `logs/app.log`. The open file is the newest of `logs/app.<date>.<number>.log`;
   * missing folders are made.
   */
  readonly path: string;
  /**
   * A file that has grown past this many megabytes is followed by a new one. A burst within one
   * turn of the event loop is written whole first.
   *
   * @default 100
   */
  readonly maxSizeMb?: number;
  /**
   * How many files are kept besides the open one, those of earlier runs included.
   *
   * @default 3
   */
  readonly maxBackups?: number;
  /**
   * Files last written more days ago than this are removed.
   *
   * @default 30
   */
  readonly maxAgeDays?: number;
  readonly compress?: boolean;
}

/**
 * Opens a log file that rolls each day and by size. Needs `pino-roll`.
 *
 * @throws {Error} The file can't be opened, or `pino-roll` is not installed.
 */
export async function rollingFile(options: RollingFileOptions): Promise<LogDestination> {
  const { path, maxSizeMb = 100, maxBackups = 3, maxAgeDays = 30 } = options;
  const { default: roll } = await import("pino-roll").catch((cause: unknown) => {
    throw new Error("rollingFile() needs pino-roll. Install it: npm install pino-roll", { cause });
  });
  const stream = await opening(path, () =>
    roll({
      file: path,
      size: `${maxSizeMb}m`,
      frequency: "daily",
      dateFormat: "yyyy-MM-dd",
      // Asynchronous writes are lost when the process ends by a signal.
      sync: true,
    }),
  );
  // pino-roll forgets files of earlier runs and knows no age, so which files stay is decided here.
  const prune = () => {
    removeOldFiles(path, maxBackups, maxAgeDays).catch((error: Error) =>
      stream.emit("error", error),
    );
  };
  stream.on("ready", prune);
  prune();
  return stream;
}

async function removeOldFiles(path: string, maxBackups: number, maxAgeDays: number) {
  const folder = dirname(path);
  const extension = extname(path);
  const own = new RegExp(
    `^${literally(basename(path, extension))}\\.\\d{4}-\\d{2}-\\d{2}\\.\\d+${literally(extension)}$`,
  );
  const names = (await readdir(folder)).filter((name) => own.test(name));
  const files = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
  );
  files.sort((a, b) => b.time - a.time || number(b.name) - number(a.name));
  const oldest = Date.now() - maxAgeDays * 86_400_000;
  const old = files.slice(1).filter(({ time }, index) => index >= maxBackups || time < oldest);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const number = (name: string) => Number(/\.(\d+)\.?[^.]*$/.exec(name)?.[1] ?? 0);
