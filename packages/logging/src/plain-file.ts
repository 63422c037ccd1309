import { resolve } from "node:path";
import { checkSchedule } from "./check-schedule.ts";
import type { LogDestination } from "./destination.ts";
import { lineWriter } from "./line-writer.ts";
import { closedError, opening, openLogFile } from "./open-log-file.ts";

/**
 * Opens one file for appending, with mode 0640 if it is new; missing folders are made. Each line is
 * written at once.
 *
 * Once a second at most, and at `reopen()`, it looks whether the path still leads to the open file:
 * removed, or renamed by logrotate, it goes on in a new one.
 *
 * @throws {Error} The file can't be opened; the message has the path and the system's reason.
 */
export async function plainFile(path: string): Promise<LogDestination> {
  const absolute = resolve(path);
  let file = opening(path, () => openLogFile(absolute));
  const writer = lineWriter(file.descriptor, file.endsWithinLine);
  const checks = checkSchedule();
  let closed = false;
  let failure: Error | undefined;
  let failureTold = false;

  function openAnew(): void {
    try {
      const next = openLogFile(absolute);
      writer.moveTo(next.descriptor, next.endsWithinLine);
      file.close();
      file = next;
      failure = undefined;
      failureTold = false;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  function checkedWrite(line: string): void {
    if (closed) throw closedError(path);
    if (failure || (file.regular && file.sizeAt(absolute) === undefined)) openAnew();
    // As long as the old file has a name, no line is lost by going on in it.
    if (failure && !file.hasName()) throw failure;
    checks.done();
    writer.write(line);
    if (!failure || failureTold) return;
    failureTold = true;
    throw failure;
  }

  return {
    write(line) {
      if (checks.due()) checkedWrite(line);
      else writer.write(line);
    },
    reopen() {
      if (closed) return;
      openAnew();
      checks.demand();
    },
    close() {
      if (closed) return;
      closed = true;
      checks.stop();
      try {
        writer.finish();
      } catch {
        // That line was counted as lost when its write threw.
      }
      file.close();
    },
  };
}
