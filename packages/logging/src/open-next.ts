import { constants } from "node:fs";
import { makeFolder } from "./make-folder.ts";
import { type OpenLogFile, openLogFile } from "./open-log-file.ts";
import { isBefore, type Place, type RolledFile, type RolledNames } from "./rolled-names.ts";

export interface OpenPlace {
  readonly place: Place;
  readonly file: OpenLogFile;
}

export interface OpenNextOptions {
  /** Local date. */
  readonly today: string;
  readonly maxSizeBytes: number;
  /** The file that is open until now; none at the start. */
  readonly current?: Place;
}

/**
 * Opens the file that follows: the newest there is, if it has room (an earlier run's, or another
 * process's), or else a new one. Nothing older is ever opened, and what is there is never replaced:
 * if the clock was set back, files keep the later date and only the number goes up.
 */
export function openNext(names: RolledNames, options: OpenNextOptions): OpenPlace {
  makeFolder(names.folder);
  for (let attempts = 1; ; attempts++)
    try {
      return openFollower(names, options);
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!taken || attempts === 5) throw error;
    }
}

function openFollower(names: RolledNames, { today, maxSizeBytes, current }: OpenNextOptions) {
  const found = names.list()[0];
  const newest = current && (!found || isBefore(found, current)) ? current : found;
  if (!newest || newest.date < today) return create(names.place(today, 1));
  if (found && newest === found && found.path !== current?.path) {
    const joined = join(found, maxSizeBytes);
    if (joined) return joined;
  }
  return create(names.place(newest.date, newest.number + 1));
}

function create(place: Place): OpenPlace {
  return { place, file: openLogFile(place.path, constants.O_EXCL) };
}

/** Undefined if it is full, or not ours to write to. */
function join(newest: RolledFile, maxSizeBytes: number): OpenPlace | undefined {
  if (!newest.regular || newest.compressed) return undefined;
  try {
    const file = openLogFile(newest.path, constants.O_NOFOLLOW);
    if (file.size < maxSizeBytes) return { place: newest, file };
    file.close();
  } catch {
    // The next one is new, and says so if the folder is at fault.
  }
  return undefined;
}
