import { readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

/** Where a file stands among those of its log. */
export interface Place {
  readonly path: string;
  /** Local date, such as `2026-11-23`. */
  readonly date: string;
  /** Counts up from 1 within a date. */
  readonly number: number;
}

/** One file of a rolling log, by what its name says. */
export interface RolledFile extends Place {
  readonly compressed: boolean;
  /** False for a link, folder or device of that name: its number is taken, but it is not ours. */
  readonly regular: boolean;
}

export interface RolledNames {
  readonly folder: string;
  /** `app.2026-11-23.1.log` beside `app.log`; without an extension it is `.log`. */
  place(date: string, number: number): Place;
  /** All that bear such a name, the newest first. */
  list(): RolledFile[];
  /** What a compression that was cut off has left. */
  unfinished(): string[];
}

/** The names of the files that belong to one rolling log, and to nothing else. */
export function rolledNames(path: string): RolledNames {
  const folder = dirname(path);
  const base = basename(path, extname(path));
  const extension = extname(path) || ".log";
  const name = `${literally(base)}\\.(\\d{4}-\\d{2}-\\d{2})\\.([1-9]\\d{0,8})${literally(extension)}`;
  const own = new RegExp(`^${name}(\\.gz)?$`);
  const temporary = new RegExp(`^${name}\\.gz\\.tmp$`);

  return {
    folder,
    place: (date, number) => ({
      path: join(folder, `${base}.${date}.${number}${extension}`),
      date,
      number,
    }),
    list() {
      const files: RolledFile[] = [];
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const match = own.exec(entry.name);
        if (!match) continue;
        const [, date = "", number, gz] = match;
        files.push({
          path: join(folder, entry.name),
          date,
          number: Number(number),
          compressed: gz !== undefined,
          regular: entry.isFile(),
        });
      }
      return files.sort(newestFirst);
    },
    unfinished: () =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && temporary.test(entry.name))
        .map((entry) => join(folder, entry.name)),
  };
}

/** Whether one file was begun before another. The date counts before the number. */
export function isBefore(a: Place, b: Place): boolean {
  return a.date === b.date ? a.number < b.number : a.date < b.date;
}

/** Of a file and its compressed form, that form comes first. */
function newestFirst(a: RolledFile, b: RolledFile): number {
  if (isBefore(a, b)) return 1;
  return isBefore(b, a) ? -1 : Number(b.compressed) - Number(a.compressed);
}

/** The date of an instant in the time zone of the process. */
export function localDate(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const year = String(time.getFullYear()).padStart(4, "0");
  return `${year}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
