import type { Alert } from "./alert.ts";
import type { AlertStore } from "./alert-store.ts";
import type { DeliveryRecord } from "./delivery.ts";
import {
  createHistory,
  type HistoryPage,
  type HistoryQuery,
  type HistoryRow,
  type HistoryStatus,
} from "./history.ts";

/** The history, and its copy in the store if there is one. */
export interface Ledger {
  readonly size: number;
  add(alert: Alert, status: HistoryStatus, deliveries: readonly DeliveryRecord[]): void;
  restore(row: HistoryRow): void;
  /** Keeps what has changed about a delivery. */
  changed(delivery: DeliveryRecord): void;
  markResolved(fingerprint: string, resolvedAt: string): void;
  query(query: HistoryQuery): HistoryPage;
}

/** Keeps the newest `capacity` entries. */
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
      return history.size;
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
    changed(delivery) {
      for (const row of rowsOf.get(delivery) ?? []) store?.keepRow(row);
    },
    markResolved(fingerprint, resolvedAt) {
      history.markResolved(fingerprint, resolvedAt);
      store?.markResolved(fingerprint, resolvedAt);
    },
    query: history.query,
  };
}
