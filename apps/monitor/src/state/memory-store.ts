import { BoundedLog, type Numbered } from "./bounded-log.ts";
import type { MonitorStore, Page, StoredRun, StoreLimits, Transition } from "./monitor-store.ts";

/** Remembers for as long as the process lives. */
export function memoryStore({ maxAgeMs, maxEntries, maxBytes }: StoreLimits): MonitorStore {
  const transitions = new BoundedLog<Transition>(maxEntries);
  const runs = new BoundedLog<StoredRun>(maxEntries);
  const logs = boundedLogs(runs, { maxBytes, maxEntries });
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
      logs.count(run);
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

/** Takes the logs from the oldest runs where all logs together are too long. */
function boundedLogs(
  runs: BoundedLog<StoredRun>,
  { maxBytes, maxEntries }: Pick<StoreLimits, "maxBytes" | "maxEntries">,
) {
  /** The length of each log, in characters, by run; the oldest first. */
  const lengths = new Map<string, { readonly run: StoredRun; readonly length: number }>();
  let total = 0;
  const forget = (id: string) => {
    total -= lengths.get(id)?.length ?? 0;
    lengths.delete(id);
  };
  return {
    count(run: StoredRun) {
      const { log } = run.run;
      forget(run.id);
      if (typeof log !== "string") return;
      lengths.set(run.id, { run, length: log.length });
      total += log.length;
      for (const [id, { run: oldest }] of lengths) {
        // Of runs that are gone themselves there are no logs to take.
        if (total <= maxBytes && lengths.size <= maxEntries) break;
        forget(id);
        const { log: _, ...rest } = oldest.run;
        runs.replace(oldest.heartbeat, (one) => one.id === id, { ...oldest, run: rest });
      }
    },
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
