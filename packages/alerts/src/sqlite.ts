import { closeSync, existsSync, openSync, renameSync } from "node:fs";
import type { SqliteDatabase } from "./sqlite-database.ts";

export type { SqliteDatabase, SqliteStatement, SqliteValue } from "./sqlite-database.ts";

/** Options of `openSqlite`. */
export interface OpenSqliteOptions {
  /** Path of the file; its folder must be there. */
  readonly file: string;
  /** Tells a file of this owner from a foreign one: a 32-bit number of the owner's choice. */
  readonly applicationId: number;
  /** Of the schema; a file of another version is foreign. */
  readonly version: number;
  /** Makes the tables of a new file. */
  readonly create: (database: SqliteDatabase) => void;
  /** Told what is wrong, in one sentence. */
  readonly onProblem: (problem: SqliteProblem) => void;
}

/** What happened to a file. */
export interface SqliteProblem {
  /**
   * `state_set_aside`: it was damaged or foreign and got another name; `state_in_use`: another
   * process has it; `state_unusable`: it cannot be opened; `state_not_written`: a commit failed and
   * will be tried again.
   */
  readonly code: "state_set_aside" | "state_in_use" | "state_unusable" | "state_not_written";
  readonly message: string;
}

/** An open file whose writes are committed in groups. */
export interface SqliteFile {
  readonly database: SqliteDatabase;
  /** Writes that wait for a commit. */
  readonly pending: number;
  /**
   * Runs `work` within the next commit, and again if that fails; `onCommitted` once it has not. Past
   * 100,000 of them the oldest are given up.
   */
  write(work: () => void, onCommitted?: () => void): void;
  /** Resolves once all that was written so far is committed, or a commit of it failed. */
  committed(): Promise<void>;
  /** Commits and closes. Safe to call again. */
  close(): Promise<void>;
}

const maxPending = 100_000;
/** Writes per commit: about 10 ms of the event loop at most. */
const maxPerCommit = 1_000;
const longestRestMs = 100;
const sqliteBusy = /\blocked\b|SQLITE_BUSY/i;

/**
 * Opens a SQLite file for this process alone: the kernel releases it however the process ends. A
 * damaged or foreign file is set aside under another name, and a new one is begun.
 *
 * Durable: WAL with `synchronous = FULL`, so that a commit that returned outlives a power cut.
 *
 * @returns undefined where the file cannot be had; `onProblem` was told why.
 * @throws {Error} On Node below 22.13 without `@photostructure/sqlite`, saying how to install it.
 */
export async function openSqlite(options: OpenSqliteOptions): Promise<SqliteFile | undefined> {
  const { file, onProblem } = options;
  const open = await opener();
  for (const isNew of [false, true]) {
    let database: SqliteDatabase | undefined;
    try {
      makePrivate(file);
      database = open(file);
      prepare(database, options);
      return grouped(database, options);
    } catch (error) {
      database?.close();
      const reason = error instanceof Error ? error.message : String(error);
      if (sqliteBusy.test(reason)) {
        onProblem({
          code: "state_in_use",
          message: `${file} is in use by another process; this one keeps its state in memory`,
        });
        return undefined;
      }
      if (isNew || !existsSync(file) || !(await setAside(options, reason))) {
        onProblem({
          code: "state_unusable",
          message: `${file} cannot be used (${reason}); state is kept in memory`,
        });
        return undefined;
      }
    }
  }
  return undefined;
}

/**
 * SQLite itself lets everybody read; its log takes the mode of the file. One that is there must not even
 * be opened: the kernel ends the locks that a process has on a file when it closes the file anywhere.
 */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** `node:sqlite` where there is one, else the package with the same face. */
async function opener(): Promise<(file: string) => SqliteDatabase> {
  const builtIn = process.getBuiltinModule?.("node:sqlite") as
    | { DatabaseSync: new (file: string) => SqliteDatabase }
    | undefined;
  if (builtIn) return (file) => new builtIn.DatabaseSync(file);
  try {
    const { DatabaseSync } = await import("@photostructure/sqlite");
    return (file) => new DatabaseSync(file) as unknown as SqliteDatabase;
  } catch (error) {
    throw new Error(
      "a state folder needs Node 22.13 or @photostructure/sqlite, run: npm install @photostructure/sqlite",
      { cause: error },
    );
  }
}

function prepare(database: SqliteDatabase, options: OpenSqliteOptions): void {
  const { applicationId, version, create } = options;
  // Held until the process ends, and without a file of shared memory.
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const foundId = numberOf(database, "application_id");
  const foundVersion = numberOf(database, "user_version");
  const { tables } = database.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as {
    readonly tables: number;
  };
  const isNew = foundId === 0 && foundVersion === 0 && tables === 0;
  if (!isNew && foundId !== applicationId) throw new Error("it belongs to another program");
  if (!isNew && foundVersion !== version)
    throw new Error(`its schema is version ${foundVersion}, this program's ${version}`);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec("BEGIN IMMEDIATE");
  if (isNew) {
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
    create(database);
  }
  database.exec("COMMIT");
  const [found] = database.prepare("PRAGMA quick_check(1)").all() as { quick_check?: string }[];
  if (found?.quick_check !== "ok") throw new Error("it is damaged");
}

function numberOf(database: SqliteDatabase, pragma: string): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, number>>;
  return row[pragma] ?? 0;
}

async function setAside({ file, onProblem }: OpenSqliteOptions, reason: string): Promise<boolean> {
  const other = `${file}.set-aside-${new Date().toISOString().replace(/[:.]/g, "-")}`;
  try {
    renameSync(file, other);
    for (const suffix of ["-wal", "-shm", "-journal"])
      if (existsSync(file + suffix)) renameSync(file + suffix, other + suffix);
  } catch {
    return false;
  }
  onProblem({
    code: "state_set_aside",
    message: `${file} cannot be read (${reason}); it was set aside as ${other} and a new one is begun`,
  });
  return true;
}

function grouped(database: SqliteDatabase, options: OpenSqliteOptions): SqliteFile {
  const { file, onProblem } = options;
  let works: { readonly work: () => void; readonly onCommitted?: (() => void) | undefined }[] = [];
  /** Who waits until so many writes are done. */
  let waiters: { readonly until: number; readonly tell: () => void }[] = [];
  let written = 0;
  let done = 0;
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let lastCommit = -Infinity;
  let lastTookMs = 0;
  let failing = false;
  let toldOfFailure = false;
  let givenUp = false;
  let closed = false;
  /** Fewer after a commit that failed: on a disk that is nearly full some may still fit. */
  let most = maxPerCommit;

  const commit = () => {
    timer = undefined;
    const begin = performance.now();
    const batch = works.slice(0, most);
    try {
      database.exec("BEGIN");
      for (const { work } of batch) work();
      database.exec("COMMIT");
      for (const { onCommitted } of batch) onCommitted?.();
      works = works.slice(batch.length);
      done += batch.length;
      failing = false;
      // Some fits, some does not: that is still the same trouble.
      if (works.length === 0) toldOfFailure = false;
      most = Math.min(maxPerCommit, most * 2);
    } catch (error) {
      rollback(database);
      if (!toldOfFailure) {
        const reason = error instanceof Error ? error.message : String(error);
        onProblem({ code: "state_not_written", message: `${file} cannot be written: ${reason}` });
      }
      failing = true;
      toldOfFailure = true;
      most = Math.max(1, Math.floor(most / 4));
    }
    lastCommit = performance.now();
    lastTookMs = lastCommit - begin;
    // In the order in which they came; all of them when the disk is full.
    const told = failing ? waiters : waiters.filter(({ until }) => until <= done);
    waiters = waiters.slice(told.length);
    for (const { tell } of told) tell();
    if (works.length > 0 && !closed) schedule();
  };

  const giveUp = () => {
    works.shift()?.onCommitted?.();
    done += 1;
    if (!givenUp)
      onProblem({
        code: "state_not_written",
        message: `${file}: more than ${maxPending} writes wait; the oldest are given up`,
      });
    givenUp = true;
  };

  const schedule = () => {
    if (timer !== undefined) return;
    // Commits take half of the time at most, whatever the disk; on a fast one nobody waits long. In a
    // flood they come one after the other, with a turn of the event loop between them.
    const share = works.length > 5 * maxPerCommit ? 0 : 1;
    const restMs = failing
      ? 1_000
      : Math.min(longestRestMs, lastTookMs * share) - (performance.now() - lastCommit);
    timer = restMs >= 0.5 ? setTimeout(commit, restMs) : setImmediate(commit);
    // A disk that stays full must not keep the process alive.
    if (failing) timer.unref();
  };

  return {
    database,
    get pending() {
      return works.length;
    },
    write(work, onCommitted) {
      if (closed) return;
      if (works.length >= maxPending) giveUp();
      works.push({ work, onCommitted });
      written += 1;
      schedule();
    },
    committed() {
      // Nobody is kept waiting by a disk that is full; that it is was told.
      if (works.length === 0 || failing || closed) return Promise.resolve();
      return new Promise((resolve) => {
        waiters.push({ until: written, tell: resolve });
      });
    },
    async close() {
      if (closed) return;
      // From here on nothing is added, and no commit plans another.
      closed = true;
      clearTimeout(timer as NodeJS.Timeout);
      clearImmediate(timer as NodeJS.Immediate);
      do commit();
      while (works.length > 0 && !failing);
      release(database);
    },
  };
}

function rollback(database: SqliteDatabase): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // SQLite rolls back by itself after some errors, and then there is nothing to roll back.
  }
}

function release(database: SqliteDatabase): void {
  try {
    // Released by hand: `@photostructure/sqlite` keeps the file open until its statements are
    // collected. What is left is one file without a log.
    database.exec("PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL");
    database.exec("SELECT count(*) FROM sqlite_schema");
  } catch {
    // A disk that is full: the next process reads the log, once this one has ended.
  }
  database.close();
}
