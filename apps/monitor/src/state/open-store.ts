import type { SqliteProblem } from "@ettl/alerts/sqlite";
import { memoryStore } from "./memory-store.ts";
import type { MonitorStore } from "./monitor-store.ts";

const dayMs = 86_400_000;
const bytesPerMb = 1_000_000;

/**
 * Opens the monitor's memory: on disk where there is a folder for it and it can be used, else for
 * as long as the process lives; `onProblem` is told why.
 */
export async function openStore(
  folder: string | undefined,
  {
    maxAgeDays,
    maxEntries,
    maxSizeMb,
  }: { readonly maxAgeDays: number; readonly maxEntries?: number; readonly maxSizeMb?: number },
  onProblem: (problem: SqliteProblem) => void,
): Promise<MonitorStore> {
  const maxAgeMs = maxAgeDays * dayMs;
  if (folder !== undefined) {
    // Loaded only where it is used.
    const { sqliteStore } = await import("./sqlite-store.ts");
    const limits = {
      maxAgeMs,
      maxEntries: maxEntries ?? 5_000_000,
      maxBytes: (maxSizeMb ?? 1_000) * bytesPerMb,
    };
    const store = await sqliteStore({ folder, onProblem, ...limits });
    if (store) return store;
  }
  return memoryStore({
    maxAgeMs,
    maxEntries: maxEntries ?? 50_000,
    maxBytes: (maxSizeMb ?? 64) * bytesPerMb,
  });
}
