import { BoundedLog, type Numbered } from "./bounded-log.ts";
import type { MonitorStore, Page, StoredRun, StoreLimits, Transition } from "./monitor-store.ts";

/** Remembers for as long as the process lives. */
export function memoryStore({ maxAgeMs, maxEntries }: StoreLimits): MonitorStore {
  const transitions = new BoundedLog<Transition>(maxEntries);
  const runs = new BoundedLog<StoredRun>(maxEntries);
  return {
    durable: false,
    restored: {
      watch: () => undefined,
      heartbeat: () => undefined,
      heartbeats: [],
      pushes: [],
      aliveAtMs: undefined,
    },
    archive: undefined,
    addTransition(transition) {
      transitions.add(`${transition.kind} ${transition.name}`, transition);
    },
    async transitions(kind, name, { limit, before }) {
      return pageOf(transitions.list(`${kind} ${name}`, limit + 1, before), limit);
    },
    keepHeartbeat() {},
    keepPush() {},
    keepRun(run) {
      const { heartbeat, id } = run;
      if (!runs.replace(heartbeat, (one) => one.id === id, run)) runs.add(heartbeat, run);
    },
    async runs(heartbeat, { limit, before }) {
      return pageOf(runs.list(heartbeat, limit + 1, before), limit);
    },
    tend(nowMs) {
      transitions.prune(({ sinceMs }) => sinceMs < nowMs - maxAgeMs);
      runs.prune(({ atMs }) => atMs < nowMs - maxAgeMs);
    },
    committed: () => Promise.resolve(),
    stats: () => ({ runs: runs.size, transitions: transitions.size, pending: 0 }),
    close: () => Promise.resolve(),
  };
}

/** One more than wanted was read, to know whether there are more. */
export function pageOf<T>(found: readonly Numbered<T>[], limit: number): Page<T> {
  const entries = found.slice(0, limit);
  return {
    entries: entries.map(({ entry }) => entry),
    next: found.length > limit ? entries.at(-1)?.sequence : undefined,
  };
}
