import { type Alert, type AlertLevel, alertLevels } from "./alert.ts";
import type { Delivery, DeliveryRecord } from "./delivery.ts";

/** What an entry was when it was accepted. */
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
  readonly fingerprint?: string | undefined;
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

/** One entry as it is kept. */
export interface HistoryRow {
  /** Counts up, also across restarts. */
  readonly sequence: number;
  readonly alert: Alert;
  readonly status: HistoryStatus;
  readonly deliveries: readonly DeliveryRecord[];
  resolvedAt: string | undefined;
}

/** The rows of a page, newest first, and whether there are more. */
export interface HistoryRows {
  readonly rows: readonly HistoryRow[];
  readonly hasMore: boolean;
}

/** What a checked query asks for. */
export interface RowQuery
  extends Pick<HistoryQuery, "level" | "source" | "status" | "fingerprint"> {
  readonly limit: number;
  /** In milliseconds since 1970. */
  readonly sinceMs: number | undefined;
  /** Only rows of a smaller sequence. */
  readonly before: number;
}

/** The last alerts and what became of them. */
export interface History {
  readonly size: number;
  /** The sequence of the oldest entry that is kept; above every one where there is none. */
  readonly oldest: number;
  /** The sequence of the newest entry; 0 where there was none. */
  readonly newest: number;
  /** The entry of a sequence, if it is kept. */
  find(sequence: number): HistoryRow | undefined;
  add(alert: Alert, status: HistoryStatus, deliveries: readonly DeliveryRecord[]): HistoryRow;
  /** Takes up an entry of before this process; oldest first. */
  restore(row: HistoryRow): void;
  /** Marks the entries of one alert as over. */
  markResolved(fingerprint: string, resolvedAt: string): void;
  rows(query: RowQuery): HistoryRows;
}

/** Keeps the newest `capacity` entries in memory. */
export function createHistory(capacity: number): History {
  // Oldest first; grows a quarter past the capacity before it is cut, so that adding stays cheap.
  let rows: HistoryRow[] = [];
  let sequence = 0;
  const mostRows = capacity + Math.max(100, Math.ceil(capacity / 4));
  const first = () => Math.max(0, rows.length - capacity);

  const keep = (row: HistoryRow) => {
    sequence = row.sequence;
    rows.push(row);
    if (rows.length >= mostRows) rows = rows.slice(-capacity);
    return row;
  };

  return {
    get size() {
      return Math.min(rows.length, capacity);
    },
    get oldest() {
      return rows[first()]?.sequence ?? Infinity;
    },
    get newest() {
      return sequence;
    },
    // Without gaps, so that its place is known.
    find: (wanted) => rows[wanted - (rows[0]?.sequence ?? 0)],
    add: (alert, status, deliveries) =>
      keep({ sequence: sequence + 1, alert, status, deliveries, resolvedAt: alert.resolved_at }),
    restore: keep,
    markResolved(fingerprint, resolvedAt) {
      for (const row of rows)
        if (row.alert.fingerprint === fingerprint) row.resolvedAt ??= resolvedAt;
    },
    rows(query) {
      const found: HistoryRow[] = [];
      for (let index = rows.length - 1; index >= first(); index -= 1) {
        const row = rows[index];
        if (row === undefined || !isMeant(row, query)) continue;
        if (found.length === query.limit) return { rows: found, hasMore: true };
        found.push(row);
      }
      return { rows: found, hasMore: false };
    },
  };
}

function isMeant({ alert, status, sequence }: HistoryRow, query: RowQuery): boolean {
  return (
    sequence < query.before &&
    (query.level === undefined || alert.level === query.level) &&
    (query.source === undefined || alert.source === query.source) &&
    (query.fingerprint === undefined || alert.fingerprint === query.fingerprint) &&
    (query.status === undefined || status === query.status) &&
    (query.sinceMs === undefined || Date.parse(alert.timestamp) >= query.sinceMs)
  );
}

/**
 * Checks what was asked for.
 *
 * @throws {RangeError} for a bad limit, level, status, time or cursor.
 */
export function checkedQuery(query: HistoryQuery): RowQuery {
  const { level, source, status, fingerprint, since, limit = 100, cursor } = query;
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
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
  return { level, source, status, fingerprint, limit, sinceMs: time, before };
}

/** A row as it is shown. */
export function entryOf({ alert, status, deliveries, resolvedAt }: HistoryRow): HistoryEntry {
  return {
    ...alert,
    status,
    resolved: resolvedAt !== undefined,
    ...(resolvedAt !== undefined && { resolved_at: resolvedAt }),
    deliveries: deliveries.map((delivery) => ({ ...delivery })),
  };
}
