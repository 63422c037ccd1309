import type { AlertStore } from "./alert-store.ts";
import type { ChannelQueue } from "./channel-queue.ts";
import type { DeliveryRecord } from "./delivery.ts";
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

/** When to look again for what is not committed yet, in milliseconds. */
const uncommittedMs = 50;

/**
 * Holds what comes when a queue has `capacity` alerts. `find` gives the entry that is in memory, `enqueue`
 * puts it into the queue.
 */
export function createSpill(
  store: AlertStore | undefined,
  capacity: number,
  {
    find,
    enqueue,
  }: {
    readonly find: (row: HistoryRow) => HistoryRow;
    readonly enqueue: (queue: ChannelQueue, row: HistoryRow, delivery: DeliveryRecord) => void;
  },
): Spill {
  if (!store)
    return { holds: () => false, refill: () => {}, refillNow: () => false, close: () => {} };
  /** By channel: the entry up to which all is in its queue, and the last one that is held. */
  const held = new Map<string, { upTo: number; last: number }>();
  const planned = new Set<string>();
  let closed = false;

  const take = (queue: ChannelQueue) => {
    const { name } = queue.channel;
    planned.delete(name);
    const entries = held.get(name);
    const room = capacity - queue.size;
    if (entries === undefined || closed || room < capacity / 2) return;
    const rows = store.outbox(entries.upTo, room);
    for (const stored of rows) {
      entries.upTo = stored.sequence;
      const row = find(stored);
      const delivery = row.deliveries.find(({ channel }) => channel === name);
      if (delivery?.outcome !== "pending") continue;
      enqueue(queue, row, delivery);
    }
    // What was given up for there was too much of it is not waited for.
    const isGone = rows.length < room && store.isCommitted();
    if (entries.upTo >= entries.last || isGone) held.delete(name);
    // Nothing will settle that would ask again; on a full disk it may take a while.
    else if (queue.size === 0) setTimeout(plan, uncommittedMs, queue).unref();
  };
  const plan = (queue: ChannelQueue) => {
    const { name } = queue.channel;
    if (!held.has(name) || planned.has(name)) return;
    planned.add(name);
    setImmediate(take, queue);
  };

  return {
    holds(queue, newest) {
      const { name } = queue.channel;
      // Perhaps nothing waits any more, and that was not noticed yet.
      if (queue.size === 0) take(queue);
      if (!held.has(name) && queue.size < capacity) return false;
      const entries = held.get(name) ?? { upTo: newest, last: newest };
      held.set(name, { ...entries, last: newest + 1 });
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
