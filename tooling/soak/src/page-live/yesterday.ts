import { join } from "node:path";

/** The part of the monitor's own store that writes the past. */
interface Store {
  keepRun(run: {
    readonly id: string;
    readonly heartbeat: string;
    readonly atMs: number;
    readonly run: object;
  }): void;
  addTransition(transition: object): void;
  committed(): Promise<void>;
  close(): Promise<void>;
}

const program = new URL("../../../../apps/monitor/dist/state/open-store.js", import.meta.url);
const dayMs = 86_400_000;

/** How much of what a day leaves behind. */
export interface Yesterday {
  readonly stateFolder: string;
  readonly jobs: readonly { readonly name: string; readonly runs: number }[];
  readonly watches: readonly { readonly kind: "target" | "probe"; readonly name: string }[];
  readonly transitions: number;
}

/**
 * Writes a day of history by the monitor's own store, for nothing can be pinged into the past.
 */
export async function writeYesterday(given: Yesterday): Promise<void> {
  const { openStore } = (await import(program.href)) as {
    openStore(folder: string, limits: object, onProblem: (problem: Error) => void): Promise<Store>;
  };
  const store = await openStore(join(given.stateFolder), { maxAgeDays: 30 }, (problem) => {
    throw problem;
  });
  const nowMs = Date.now();
  for (const { name, runs } of given.jobs) {
    for (let index = runs; index > 0; index -= 1) {
      const atMs = nowMs - (index * dayMs) / runs;
      const durationMs = 500 + ((index * 7_919) % 4_000);
      store.keepRun({
        id: `${name} ${index}`,
        heartbeat: name,
        atMs,
        run: runOf(name, index, atMs, durationMs),
      });
    }
    await store.committed();
  }
  for (const { kind, name } of given.watches)
    for (let index = given.transitions; index > 0; index -= 1) {
      const [status, former] = index % 2 === 0 ? ["degraded", "healthy"] : ["healthy", "degraded"];
      const sinceMs = nowMs - (index * dayMs) / (given.transitions + 1);
      store.addTransition({ kind, name, status, former, sinceMs, message: "slow" });
    }
  await store.committed();
  await store.close();
}

function runOf(heartbeat: string, index: number, atMs: number, durationMs: number): object {
  const at = new Date(atMs).toISOString();
  return {
    id: `${heartbeat} ${index}`,
    heartbeat,
    expected_at: at,
    started_at: at,
    ended_at: new Date(atMs + durationMs).toISOString(),
    outcome: index % 200 === 7 ? "failed" : "finished",
    late: false,
    duration_ms: durationMs,
  };
}
