import type { AlertStore } from "./alert-store.ts";
import type { ChannelQueue } from "./channel-queue.ts";
import type { HistoryRow } from "./history.ts";

/**
 * Lets alerts wait in the store when a channel's queue is full, and takes them up in order when there
 * is room. Without a store nothing is held: the queue drops its oldest.
 */
export interface Spill {
  /** Whether an alert that comes now has to wait in the store; `newest` is the last entry before it. */
  holds(queue: ChannelQueue, newest: number): boolean;
  /** Takes up what waits, soon and if there is room. */
  refill(queue: ChannelQueue): void;
  /** The same at once; whether the queue has something then. */
  refillNow(queue: ChannelQueue): boolean;
  close(): void;
}

/** Holds what comes when a queue has `capacity` alerts. `find` gives the entry that is in memory. */
export function createSpill(
  store: AlertStore | undefined,
  capacity: number,
  find: (row: HistoryRow) => HistoryRow,
): Spill {
  if (!store)
    return { holds: () => false, refill: () => {}, refillNow: () => false, close: () => {} };
  /** By channel: the entry up to which all is in its queue. */
  const upTo = new Map<string, number>();
  const planned = new Set<string>();
  let closed = false;

  const take = (queue: ChannelQueue) => {
    const { name } = queue.channel;
    planned.delete(name);
    const after = upTo.get(name);
    const room = capacity - queue.size;
    if (after === undefined || closed || room < capacity / 2) return;
    const rows = store.outbox(after, room);
    for (const stored of rows) {
      upTo.set(name, stored.sequence);
      const row = find(stored);
      const delivery = row.deliveries.find(({ channel }) => channel === name);
      if (delivery?.outcome !== "pending") continue;
      const job = queue.push(row.alert, { delivery });
      // Over since: a later firing is another one.
      job.current = row.resolvedAt === undefined;
    }
    const isWhole = store.isCommitted();
    if (rows.length < room && isWhole) upTo.delete(name);
    // Nothing will settle that would ask again.
    else if (queue.size === 0) void store.committed().then(() => plan(queue));
  };
  const plan = (queue: ChannelQueue) => {
    const { name } = queue.channel;
    if (!upTo.has(name) || planned.has(name)) return;
    planned.add(name);
    setImmediate(take, queue);
  };

  return {
    holds(queue, newest) {
      const { name } = queue.channel;
      if (upTo.has(name)) return true;
      if (queue.size < capacity) return false;
      upTo.set(name, newest);
      return true;
    },
    refill(queue) {
      if (queue.size <= capacity / 2) plan(queue);
    },
    refillNow(queue) {
      take(queue);
      return queue.size > 0;
    },
    close() {
      closed = true;
    },
  };
}
