import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openSqlite, type SqliteFile, type SqliteProblem } from "@ettl/alerts/sqlite";
import { pageOf } from "./memory-store.ts";
import type {
  MonitorStore,
  StoredRun,
  StoreLimits,
  Transition,
  WatchStatus,
} from "./monitor-store.ts";
import { sqliteArchive } from "./sqlite-archive.ts";
import { monitorStatements, monitorTables } from "./sqlite-schema.ts";

/** Options of `sqliteStore`. */
export interface SqliteStoreOptions extends StoreLimits {
  /** Made if it is missing. Belongs to one process; the file in it is `monitor.db`. */
  readonly folder: string;
  readonly onProblem: (problem: SqliteProblem) => void;
}

// "ettM": how the file says whose it is.
const applicationId = 0x6574744d;
const version = 1;
/** Given up in one commit, so that a commit stays short. */
const prunedAtOnce = 2_000;

/**
 * Remembers beyond the process.
 *
 * @returns undefined where the file cannot be had; `onProblem` was told why.
 * @throws {Error} On Node below 22.13 without `@photostructure/sqlite`.
 */
export async function sqliteStore(options: SqliteStoreOptions): Promise<MonitorStore | undefined> {
  const { folder, onProblem } = options;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : "unknown error";
    onProblem({
      code: "state_unusable",
      message: `${folder} cannot be made (${reason}); state is kept in memory`,
    });
    return undefined;
  }
  const file = await openSqlite({
    file: join(folder, "monitor.db"),
    applicationId,
    version,
    create: (database) => database.exec(monitorTables),
    onProblem,
  });
  return file && storeOf(file, options);
}

interface SequencedRow {
  readonly sequence: number;
  readonly entry: string;
}

function storeOf(file: SqliteFile, limits: StoreLimits): MonitorStore {
  const { maxAgeMs, maxEntries, maxBytes } = limits;
  const sql = monitorStatements(file.database);
  const archive = sqliteArchive(file);
  const watches = new Map(
    (sql.watches.all() as { watch: string; state: string }[]).map(({ watch, state }) => [
      watch,
      parsed(state) as WatchStatus | undefined,
    ]),
  );
  const heartbeats = new Map(
    (sql.heartbeats.all() as { name: string; state: string }[]).map(({ name, state }) => [
      name,
      state,
    ]),
  );
  const pushes = (sql.pushes.all() as { pushed: string }[]).flatMap(
    ({ pushed }) => parsed(pushed) ?? [],
  );
  const alive = sql.alive.get() as { at: number } | undefined;
  const counts = {
    runs: (sql.countRuns.get() as { rows: number }).rows,
    transitions: (sql.countTransitions.get() as { rows: number }).rows,
  };
  /** How to ask for the state of each heartbeat that waits for its commit. */
  const unwritten = new Map<string, () => unknown>();
  const unwrittenRuns = new Map<string, StoredRun>();

  const page = async <T>(
    statement: typeof sql.runs,
    owner: string,
    { limit, before }: { readonly limit: number; readonly before?: number | undefined },
  ) => {
    // What was told a moment ago is to be seen.
    await file.committed();
    const rows = statement.all(owner, before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    const found = (rows as SequencedRow[]).flatMap(({ sequence, entry }) => {
      const read = parsed(entry) as T | undefined;
      return read === undefined ? [] : [{ sequence, entry: read }];
    });
    return pageOf(found, limit);
  };

  return {
    durable: true,
    restored: {
      watch: (kind, name) => watches.get(`${kind} ${name}`),
      heartbeat(name) {
        const state = heartbeats.get(name);
        return state === undefined ? undefined : parsed(state);
      },
      heartbeats: [...heartbeats.keys()],
      pushes,
      aliveAtMs: alive?.at,
    },
    archive,
    addTransition(transition) {
      const { former: _, ...status } = transition;
      const watch = `${transition.kind} ${transition.name}`;
      counts.transitions += 1;
      file.write(() => {
        sql.keepWatch.run(watch, JSON.stringify(status));
        sql.addTransition.run(watch, transition.sinceMs, JSON.stringify(transition));
      });
    },
    transitions: (kind, name, query) => page<Transition>(sql.transitions, `${kind} ${name}`, query),
    keepHeartbeat(name, state) {
      const waits = unwritten.has(name);
      unwritten.set(name, state);
      if (waits) return;
      file.write(
        () => {
          const written = (unwritten.get(name) ?? state)();
          if (written === undefined) sql.endHeartbeat.run(name);
          else sql.keepHeartbeat.run(name, JSON.stringify(written));
        },
        () => unwritten.delete(name),
      );
    },
    keepPush(key, group) {
      file.write(() =>
        group === undefined ? sql.endPush.run(key) : sql.keepPush.run(key, JSON.stringify(group)),
      );
    },
    keepRun(run) {
      const waits = unwrittenRuns.has(run.id);
      unwrittenRuns.set(run.id, run);
      if (waits) return;
      file.write(
        () => {
          const { id, heartbeat, atMs } = unwrittenRuns.get(run.id) ?? run;
          const entry = JSON.stringify(unwrittenRuns.get(run.id) ?? run);
          if (sql.replaceRun.run(atMs, entry, id).changes > 0) return;
          sql.addRun.run(id, heartbeat, atMs, entry);
          counts.runs += 1;
        },
        () => unwrittenRuns.delete(run.id),
      );
    },
    runs: (heartbeat, query) => page<StoredRun>(sql.runs, heartbeat, query),
    tend(nowMs) {
      const beforeMs = nowMs - maxAgeMs;
      const isTooLarge = (sql.usedBytes.get() as { bytes: number }).bytes > maxBytes;
      const excess = (count: number) =>
        isTooLarge ? prunedAtOnce : Math.min(prunedAtOnce, Math.max(0, count - maxEntries));
      const tooMany = { runs: excess(counts.runs), transitions: excess(counts.transitions) };
      file.write(() => {
        sql.keepAlive.run(nowMs);
        counts.runs -= Number(sql.pruneRuns.run(beforeMs, tooMany.runs, prunedAtOnce).changes);
        counts.transitions -= Number(
          sql.pruneTransitions.run(beforeMs, tooMany.transitions, prunedAtOnce).changes,
        );
      });
      archive.prune(beforeMs, isTooLarge);
    },
    committed: () => file.committed(),
    stats: () => ({ ...counts, pending: file.pending }),
    close: () => file.close(),
  };
}

/** A row that is no JSON, in a file that is else well, is as if it were not there. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
