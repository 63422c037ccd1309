import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Alert } from "./alert.ts";
import type { AlertStore } from "./alert-store.ts";
import type { DeliveryRecord } from "./delivery.ts";
import type { FiringState } from "./firing.ts";
import type { HistoryRow, HistoryStatus } from "./history.ts";
import type { Silence } from "./silences.ts";
import { openSqlite, type SqliteDatabase, type SqliteFile, type SqliteProblem } from "./sqlite.ts";

export type { AlertStore } from "./alert-store.ts";

/** Options of `openAlertStore`. */
export interface AlertStoreOptions {
  /** Made if it is missing. Belongs to one process; the file in it is `alerts.db`. */
  readonly folder: string;
  /** Told what is wrong with the file. */
  readonly onProblem?: ((problem: SqliteProblem) => void) | undefined;
}

// "ettA": how the file says whose it is.
const applicationId = 0x65747441;
const version = 1;

/** Entries that may wait for a channel that is down: what is older is given up, or the disk would fill. */
const maxOutbox = 1_000_000;

const tables = `
CREATE TABLE entries (sequence INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, status TEXT NOT NULL,
  resolved_at TEXT, pending INTEGER NOT NULL, alert TEXT NOT NULL, deliveries TEXT NOT NULL);
CREATE INDEX entries_pending ON entries (sequence) WHERE pending = 1;
CREATE INDEX entries_by_fingerprint ON entries (fingerprint) WHERE resolved_at IS NULL;
CREATE TABLE firing (fingerprint TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE silences (id TEXT PRIMARY KEY, silence TEXT NOT NULL) WITHOUT ROWID;
`;

interface StoredFiring {
  readonly alert: Alert;
  readonly since: number;
  readonly told_at: number;
  readonly repeats: number;
  readonly muted: boolean;
  readonly told: readonly string[];
  readonly escalated: readonly number[];
}

/**
 * Opens the store of an alerter, for `createAlerts({ store })`: what was accepted outlives the
 * process, and is delivered by the next one.
 *
 * @returns undefined where it cannot be had, for example because another process has it;
 *   `onProblem` was told, and the alerter keeps its state in memory.
 * @throws {Error} On Node below 22.13 without `@photostructure/sqlite`.
 */
export async function openAlertStore({
  folder,
  onProblem = () => {},
}: AlertStoreOptions): Promise<AlertStore | undefined> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onProblem({
      code: "state_unusable",
      message: `${folder} cannot be made (${reason}); state is kept in memory`,
    });
    return undefined;
  }
  const file = await openSqlite({
    file: join(folder, "alerts.db"),
    applicationId,
    version,
    create: (database) => database.exec(tables),
    onProblem,
  });
  return file && storeOf(file);
}

function storeOf(file: SqliteFile): AlertStore {
  const { database } = file;
  const sql = statements(database);
  let historySize = Infinity;
  let newest = 0;
  let untrimmed = 0;
  let size = 0;
  let closed = false;
  const waitingRows = new Set<number>();
  /** What waits for its commit, as it is by now; undefined: it ended. */
  const firing = new Map<string, { state: FiringState; wall: number } | undefined>();

  const writeFiring = (fingerprint: string) => {
    const kept = firing.get(fingerprint);
    if (!kept) {
      sql.endFiring.run(fingerprint);
      return;
    }
    const { state, wall } = kept;
    const { alert, sinceMs, toldAtMs, repeats, muted, told, escalated } = state;
    const stored: StoredFiring = {
      alert,
      since: wall + sinceMs,
      told_at: wall + toldAtMs,
      repeats,
      muted,
      told: [...told],
      escalated: [...escalated],
    };
    sql.keepFiring.run(fingerprint, JSON.stringify(stored));
  };

  return {
    restore(limits) {
      historySize = limits.historySize;
      size = (sql.size.get() as { rows: number }).rows;
      const rows = sql.recent.all(limits.recentSize).map(rowOf).reverse();
      newest = rows.at(-1)?.sequence ?? 0;
      return {
        rows,
        firing: sql.firing
          .all()
          .map((row) => firingOf(row, limits.now))
          .sort((a, b) => a.toldAtMs - b.toldAtMs)
          .slice(-limits.maxFingerprints),
        silences: sql.silences
          .all()
          .map((row) => JSON.parse((row as { silence: string }).silence) as Silence),
      };
    },
    outbox: (after, limit) => sql.outbox.all(after, limit).map(rowOf),
    isCommitted: () => file.pending === 0,
    size: () => Math.min(historySize, size),
    rows({ level, source, status, fingerprint, sinceMs, before, limit }) {
      // What is in memory can still be asked for.
      if (closed) return [];
      const after = newest - historySize;
      const since = sinceMs === undefined ? null : new Date(sinceMs).toISOString();
      return sql.found
        .all({
          $before: before,
          $after: after,
          $status: status ?? null,
          $fingerprint: fingerprint ?? null,
          $level: level ?? null,
          $source: source ?? null,
          $since: since,
          $limit: limit,
        })
        .map(rowOf);
    },
    keepRow(row) {
      // One that waits for its commit is written as it is by then.
      if (waitingRows.has(row.sequence)) return;
      waitingRows.add(row.sequence);
      file.write(
        () => {
          const { sequence, alert, status, resolvedAt } = row;
          const deliveries = JSON.stringify(row.deliveries);
          const pending = row.deliveries.some(({ outcome }) => outcome === "pending") ? 1 : 0;
          if (sequence <= newest) {
            const isThere =
              Number(sql.keepDeliveries.run(deliveries, pending, sequence).changes) > 0;
            // Trimmed since; or the commit that was to add it has failed.
            if (isThere || (pending === 0 && sequence <= newest - historySize)) return;
          }
          const { fingerprint } = alert;
          const text = JSON.stringify(alert);
          sql.keepRow.run(
            sequence,
            fingerprint,
            status,
            resolvedAt ?? null,
            pending,
            text,
            deliveries,
          );
          newest = Math.max(newest, sequence);
          size += 1;
          untrimmed += 1;
          if (untrimmed < 1_000) return;
          untrimmed = 0;
          size -= Number(sql.trim.run(newest - historySize, newest - maxOutbox).changes);
        },
        () => waitingRows.delete(row.sequence),
      );
    },
    markResolved(fingerprint, resolvedAt) {
      file.write(() => sql.markResolved.run(resolvedAt, fingerprint));
    },
    keepFiring(state, now) {
      const { fingerprint } = state.alert;
      const isWaiting = firing.has(fingerprint);
      firing.set(fingerprint, { state, wall: Date.now() - now });
      if (isWaiting) return;
      file.write(
        () => writeFiring(fingerprint),
        () => firing.delete(fingerprint),
      );
    },
    endFiring(fingerprint) {
      const isWaiting = firing.has(fingerprint);
      firing.set(fingerprint, undefined);
      if (isWaiting) return;
      file.write(
        () => writeFiring(fingerprint),
        () => firing.delete(fingerprint),
      );
    },
    keepSilence(silence) {
      file.write(() => sql.keepSilence.run(silence.id, JSON.stringify(silence)));
    },
    endSilence(id) {
      file.write(() => sql.endSilence.run(id));
    },
    committed: () => file.committed(),
    close() {
      closed = true;
      return file.close();
    },
  };
}

function statements(database: SqliteDatabase) {
  return {
    recent: database.prepare("SELECT * FROM entries ORDER BY sequence DESC LIMIT ?"),
    outbox: database.prepare(
      "SELECT * FROM entries WHERE pending = 1 AND sequence > ? ORDER BY sequence LIMIT ?",
    ),
    size: database.prepare("SELECT count(*) AS rows FROM entries"),
    found: database.prepare(
      `SELECT * FROM entries WHERE sequence < $before AND sequence > $after
       AND ($status IS NULL OR status = $status)
       AND ($fingerprint IS NULL OR fingerprint = $fingerprint)
       AND ($level IS NULL OR json_extract(alert, '$.level') = $level)
       AND ($source IS NULL OR json_extract(alert, '$.source') = $source)
       AND ($since IS NULL OR json_extract(alert, '$.timestamp') >= $since)
       ORDER BY sequence DESC LIMIT $limit`,
    ),
    firing: database.prepare("SELECT state FROM firing"),
    silences: database.prepare("SELECT silence FROM silences"),
    keepRow: database.prepare(
      `INSERT OR REPLACE INTO entries
       (sequence, fingerprint, status, resolved_at, pending, alert, deliveries)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    keepDeliveries: database.prepare(
      "UPDATE entries SET deliveries = ?, pending = ? WHERE sequence = ?",
    ),
    trim: database.prepare(
      "DELETE FROM entries WHERE (sequence <= ? AND pending = 0) OR sequence <= ?",
    ),
    markResolved: database.prepare(
      "UPDATE entries SET resolved_at = ? WHERE fingerprint = ? AND resolved_at IS NULL",
    ),
    keepFiring: database.prepare(
      "INSERT OR REPLACE INTO firing (fingerprint, state) VALUES (?, ?)",
    ),
    endFiring: database.prepare("DELETE FROM firing WHERE fingerprint = ?"),
    keepSilence: database.prepare("INSERT OR REPLACE INTO silences (id, silence) VALUES (?, ?)"),
    endSilence: database.prepare("DELETE FROM silences WHERE id = ?"),
  };
}

function rowOf(row: unknown): HistoryRow {
  const { sequence, status, resolved_at, alert, deliveries } = row as {
    readonly sequence: number;
    readonly status: HistoryStatus;
    readonly resolved_at: string | null;
    readonly alert: string;
    readonly deliveries: string;
  };
  return {
    sequence,
    status,
    alert: Object.freeze(JSON.parse(alert) as Alert),
    deliveries: JSON.parse(deliveries) as DeliveryRecord[],
    resolvedAt: resolved_at ?? undefined,
  };
}

function firingOf(row: unknown, now: number): FiringState {
  const stored = JSON.parse((row as { readonly state: string }).state) as StoredFiring;
  const { alert, since, told_at, repeats, muted, told, escalated } = stored;
  // The clock on the wall may have been set back since.
  const monotonic = (wall: number) => now - Math.max(0, Date.now() - wall);
  return {
    alert: Object.freeze(alert),
    sinceMs: monotonic(since),
    toldAtMs: monotonic(told_at),
    repeats,
    muted,
    told: new Set(told),
    escalated: new Set(escalated),
  };
}
