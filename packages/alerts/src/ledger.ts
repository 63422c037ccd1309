import type { Alert } from "./alert.ts";
import type { AlertStore } from "./alert-store.ts";
import type { DeliveryRecord } from "./delivery.ts";
import {
  checkedQuery,
  createHistory,
  entryOf,
  type HistoryPage,
  type HistoryQuery,
  type HistoryRow,
  type HistoryStatus,
} from "./history.ts";

/** The history: the newest in memory, all of it in the store if there is one. */
export interface Ledger {
  readonly size: number;
  add(alert: Alert, status: HistoryStatus, deliveries: readonly DeliveryRecord[]): void;
  /** Takes up an entry of before this process; oldest first. */
  restore(row: HistoryRow): void;
  /** The sequence of the newest entry. */
  readonly newest: number;
  /** The entry in memory, or the one from the store, whose changes are then kept. */
  find(stored: HistoryRow): HistoryRow;
  /** Keeps what has changed about a delivery. */
  changed(delivery: DeliveryRecord): void;
  markResolved(fingerprint: string, resolvedAt: string): void;
  /** @throws {RangeError} for a bad limit, level, status, time or cursor. */
  query(query: HistoryQuery): HistoryPage;
}

/** Keeps the newest `capacity` entries in memory. */
export function createLedger(capacity: number, store: AlertStore | undefined): Ledger {
  const history = createHistory(capacity);
  // A delivery that another send joined is in several entries.
  const rowsOf = new WeakMap<DeliveryRecord, HistoryRow[]>();
  const remember = (row: HistoryRow) => {
    if (!store) return;
    for (const delivery of row.deliveries) {
      const rows = rowsOf.get(delivery);
      if (rows) rows.push(row);
      else if (delivery.outcome === "pending") rowsOf.set(delivery, [row]);
    }
  };
  return {
    get size() {
      return store ? store.size() : history.size;
    },
    add(alert, status, deliveries) {
      const row = history.add(alert, status, deliveries);
      remember(row);
      store?.keepRow(row);
    },
    restore(row) {
      history.restore(row);
      remember(row);
    },
    get newest() {
      return history.newest;
    },
    find(stored) {
      const row = history.find(stored.sequence);
      if (row) return row;
      remember(stored);
      return stored;
    },
    changed(delivery) {
      for (const row of rowsOf.get(delivery) ?? []) store?.keepRow(row);
    },
    markResolved(fingerprint, resolvedAt) {
      history.markResolved(fingerprint, resolvedAt);
      store?.markResolved(fingerprint, resolvedAt);
    },
    query(asked) {
      const query = checkedQuery(asked);
      const recent = history.rows(query);
      const rows = [...recent.rows];
      let { hasMore } = recent;
      if (store && !hasMore) {
        const limit = query.limit - rows.length;
        const before = Math.min(query.before, history.oldest);
        // One more than wanted tells whether there are more.
        const older = store.rows({ ...query, limit: limit + 1, before });
        hasMore = older.length > limit;
        rows.push(...older.slice(0, limit));
      }
      const last = rows.at(-1);
      return {
        alerts: rows.map(entryOf),
        ...(hasMore && last && { nextCursor: String(last.sequence) }),
      };
    },
  };
}
