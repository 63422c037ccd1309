import { type Alert, type AlertLevel, alertLevels } from "./alert.ts";
import type { Delivery, DeliveryRecord } from "./delivery.ts";

/** What an entry was when it was accepted. `silenced` is reserved: nothing is silenced yet. */
export type HistoryStatus = "firing" | "suppressed" | "silenced" | "resolved";

/** The statuses a query may ask for. */
const historyStatuses: readonly HistoryStatus[] = ["firing", "suppressed", "silenced", "resolved"];

/** One line of the history, exactly as `GET /alerts/history` writes it. */
export interface HistoryEntry extends Omit<Alert, "status"> {
  readonly status: HistoryStatus;
  readonly deliveries: readonly Delivery[];
}

/** Which entries to return; what is left out does not filter. */
export interface HistoryQuery {
  readonly level?: AlertLevel | undefined;
  readonly source?: string | undefined;
  readonly status?: HistoryStatus | undefined;
  /** Only entries accepted at this time or later. */
  readonly since?: Date | string | undefined;
  /**
   * Entries per page, 1 to 1000.
   *
   * @default 100
   */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of the history, newest first. */
export interface HistoryPage {
  readonly alerts: readonly HistoryEntry[];
  /** Missing on the last page. */
  readonly nextCursor?: string;
}

/** The most entries a page can have. */
const maxHistoryLimit = 1_000;

interface Row {
  readonly sequence: number;
  readonly alert: Alert;
  readonly deliveries: readonly DeliveryRecord[];
  resolvedAt: string | undefined;
}

/** The last alerts and what became of them. */
export interface History {
  readonly size: number;
  add(alert: Alert, deliveries: readonly DeliveryRecord[]): void;
  /** Marks the entries of one alert as over. */
  markResolved(fingerprint: string, resolvedAt: string): void;
  /** @throws {RangeError} for a bad limit, level, status, time or cursor. */
  query(query: HistoryQuery): HistoryPage;
}

/** Keeps the newest `capacity` entries in memory. */
export function createHistory(capacity: number): History {
  // Oldest first; grows to twice the capacity before it is cut, so that adding stays cheap.
  let rows: Row[] = [];
  let sequence = 0;

  return {
    get size() {
      return Math.min(rows.length, capacity);
    },
    add(alert, deliveries) {
      sequence += 1;
      rows.push({ sequence, alert, deliveries, resolvedAt: alert.resolved_at });
      if (rows.length >= capacity * 2) rows = rows.slice(-capacity);
    },
    markResolved(fingerprint, resolvedAt) {
      for (const row of rows)
        if (row.alert.fingerprint === fingerprint) row.resolvedAt ??= resolvedAt;
    },
    query(query) {
      const { limit, since, before } = checkedQuery(query);
      const alerts: HistoryEntry[] = [];
      let last: Row | undefined;
      for (let index = rows.length - 1; index >= Math.max(0, rows.length - capacity); index -= 1) {
        const row = rows[index];
        if (row === undefined || row.sequence >= before) continue;
        if (query.level !== undefined && row.alert.level !== query.level) continue;
        if (query.source !== undefined && row.alert.source !== query.source) continue;
        if (query.status !== undefined && statusOf(row) !== query.status) continue;
        if (since !== undefined && Date.parse(row.alert.timestamp) < since) continue;
        if (alerts.length === limit && last) return { alerts, nextCursor: String(last.sequence) };
        alerts.push(entryOf(row));
        last = row;
      }
      return { alerts };
    },
  };
}

function checkedQuery({ level, status, since, limit = 100, cursor }: HistoryQuery) {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxHistoryLimit)
    throw new RangeError(`limit: expected an integer from 1 to ${maxHistoryLimit}`);
  if (level !== undefined && !alertLevels.includes(level))
    throw new RangeError(`level: expected one of ${alertLevels.join(", ")}`);
  if (status !== undefined && !historyStatuses.includes(status))
    throw new RangeError(`status: expected one of ${historyStatuses.join(", ")}`);
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
    throw new RangeError("cursor: expected the next_cursor of an earlier page");
  const time = since === undefined ? undefined : new Date(since).getTime();
  if (Number.isNaN(time))
    throw new RangeError("since: expected a time such as 2024-01-15T10:30:00Z");
  return { limit, since: time, before: cursor === undefined ? Infinity : Number(cursor) };
}

function statusOf({ alert, deliveries }: Row): HistoryStatus {
  const suppressed =
    deliveries.length > 0 && deliveries.every(({ outcome }) => outcome === "suppressed");
  return suppressed ? "suppressed" : alert.status;
}

function entryOf(row: Row): HistoryEntry {
  const { resolvedAt } = row;
  return {
    ...row.alert,
    status: statusOf(row),
    resolved: resolvedAt !== undefined,
    ...(resolvedAt !== undefined && { resolved_at: resolvedAt }),
    deliveries: row.deliveries.map((delivery) => ({ ...delivery })),
  };
}
