import { resolve } from "node:path";
import { checkSchedule } from "./check-schedule.ts";
import type { LogDestination } from "./destination.ts";
import { lineWriter } from "./line-writer.ts";
import { oldFiles } from "./old-files.ts";
import { closedError, opening } from "./open-log-file.ts";
import { type OpenPlace, openNext } from "./open-next.ts";
import { loadRollTrigger } from "./roll-trigger.ts";
import { localDate, type Place, rolledNames } from "./rolled-names.ts";

/** Where the file is, and when it rolls. */
export interface RollingFileOptions {
  /**
   * For example `logs/app.log`. The open file is the newest of `logs/app.<date>.<number>.log`, by
   * local date; missing folders are made.
   */
  readonly path: string;
  /**
   * A file that has reached this many megabytes (of 1,048,576 bytes) is followed by a new one. It
   * is longer by one line at most.
   *
   * @default 100
   */
  readonly maxSizeMb?: number;
  /**
   * How many files are kept besides the open one, those of earlier runs and compressed ones
   * included.
   *
   * @default 3
   */
  readonly maxBackups?: number;
  /**
   * Files last written more days ago than this are removed, at the start and at each roll.
   *
   * @default 30
   */
  readonly maxAgeDays?: number;
  /**
   * Whether files before the open one are compressed to `.log.gz`, after each roll and at the start.
   *
   * @default false
   */
  readonly compress?: boolean;
  /** Called when rolling, removing or compressing begins to fail; lines go on all the same. */
  readonly onProblem?: (problem: RollingFileProblem) => void;
  /**
   * Milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

/** What went wrong with a rolling file; lines are kept all the same. */
export interface RollingFileProblem {
  readonly code: "log_roll_failed" | "log_cleanup_failed";
  readonly message: string;
}

/**
 * Opens a log file that rolls each day and by size. Needs `pino-roll`. Each line is written at once.
 *
 * A roll that fails goes on in the old file and is tried again within a second. An open file that is
 * removed or renamed is followed by the next one within a second, at once after `reopen()`. No file
 * is ever replaced or begun again: if the clock is set back, the later date stays and the number
 * goes up.
 *
 * Give each process a path of its own. Two on one path keep their lines whole, but each removes by
 * its own limits, so it may remove what the other is writing to.
 *
 * @throws {Error} The file can't be opened, or `pino-roll` is not installed.
 * @throws {RangeError} A limit is no sensible number.
 */
export async function rollingFile(options: RollingFileOptions): Promise<LogDestination> {
  const { path, maxSizeMb = 100, maxBackups = 3, maxAgeDays = 30, compress = false } = options;
  const { now = Date.now, onProblem } = options;
  atLeast("maxSizeMb", maxSizeMb, Number.MIN_VALUE);
  atLeast("maxBackups", maxBackups, 0);
  atLeast("maxAgeDays", maxAgeDays, Number.MIN_VALUE);
  const maxSizeBytes = Math.min(Math.ceil(maxSizeMb * 1_048_576), Number.MAX_SAFE_INTEGER);
  const names = rolledNames(resolve(path));
  const told = new Set<string>();
  function tell(code: RollingFileProblem["code"], error: unknown): void {
    if (told.has(code)) return;
    told.add(code);
    const reason = error instanceof Error ? error.message : String(error);
    try {
      onProblem?.({ code, message: `${sentences[code]} ${path}: ${reason}` });
    } catch {
      // A callback of the caller's must not break the caller's logging.
    }
  }

  const startTrigger = await loadRollTrigger();
  const openNow = (current?: Place) =>
    openNext(names, { today: localDate(now()), maxSizeBytes, ...(current && { current }) });
  let { place, file } = opening(path, openNow);
  let sizeBytes = file.size;
  /** Why the last attempt to open another file failed; the next is made at the next check. */
  let failure: Error | undefined;
  let closed = false;
  const writer = lineWriter(file.descriptor, file.endsWithinLine);
  const checks = checkSchedule();
  const old = oldFiles({
    ...{ names, maxBackups, maxAgeDays, compress, now },
    onError: (error) => tell("log_cleanup_failed", error),
  });
  const trigger = await startTrigger({
    descriptor: file.descriptor,
    maxSizeBytes,
    onRoll() {
      // The day's may come a moment early, or once more after the clock was set back.
      if (!closed && isOver()) goOnIn(() => openNow(place));
    },
    onError: failed,
  });
  old.tidy(place);

  function isOver(): boolean {
    return sizeBytes >= maxSizeBytes || place.date < localDate(now());
  }

  function failed(error: unknown): void {
    failure = error instanceof Error ? error : new Error(String(error));
    tell("log_roll_failed", error);
  }

  function goOnIn(open: () => OpenPlace): void {
    try {
      const before = file;
      writer.finish();
      ({ place, file } = open());
      sizeBytes = file.size;
      failure = undefined;
      told.clear();
      writer.moveTo(file.descriptor, file.endsWithinLine);
      trigger.setDescriptor(file.descriptor);
      before.close();
      old.tidy(place);
    } catch (error) {
      failed(error);
    }
  }

  function checkedWrite(line: string): void {
    if (closed) throw closedError(path);
    const sizeNow = file.sizeAt(place.path);
    // Removed or renamed. Its name is not used again: a compressed file of that name may be there.
    if (sizeNow === undefined) goOnIn(() => openNow(place));
    else sizeBytes = sizeNow;
    if (isOver() && !trigger.fileIsFull()) failed(new Error("this pino-roll did not roll"));
    // As long as the old file has a name, no line is lost by going on in it.
    if (failure && !file.hasName()) throw failure;
    checks.done();
    sizeBytes += writer.write(line);
  }

  return {
    name: path,
    write(line) {
      if (checks.due() || (sizeBytes >= maxSizeBytes && !failure)) checkedWrite(line);
      else sizeBytes += writer.write(line);
    },
    reopen: () => checks.demand(),
    close() {
      if (closed) return;
      closed = true;
      checks.stop();
      writer.finish();
      trigger.stop();
      file.close();
    },
  };
}

const sentences = {
  log_roll_failed: "the log goes on in the old file of",
  log_cleanup_failed: "old files could not be removed or compressed for",
};

function atLeast(name: string, value: number, least: number): void {
  if (!(value >= least))
    throw new RangeError(
      `${name} must be a number ${least === 0 ? "from 0" : "above 0"}: ${value}`,
    );
}
