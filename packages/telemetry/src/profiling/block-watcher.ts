// Runs in a worker thread of its own, see `watch-event-loop.ts`.
import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { askWatchedThread } from "./ask-watched-thread.ts";
import { type Beat, flag, pulseOf, readBeat, steadyMs } from "./pulse.ts";
import type { RunningCode } from "./running-code.ts";
import type { FromWatcher, WatcherData } from "./watch-event-loop.ts";

/** How long an answer may take that is due at once, for native code is over. */
const answerTimeoutMs = 200;

const { memory, thresholdMs, intervalMs, expression }: WatcherData = workerData;
const pulse = pulseOf(memory);
const tell = (message: FromWatcher) => parentPort?.postMessage(message);

let last = readBeat(pulse);
let lookedAtMs = steadyMs();
/** Since when this thread, at least, has not been stopped. */
let steadySinceMs = lookedAtMs;
/** How long this thread stood still since the last beat. */
let stoodStillMs = 0;
/** The answer about the block that is going on. */
let found: Promise<RunningCode | undefined> | undefined;
let reporting: Promise<void> = Promise.resolve();

function look(): void {
  const nowMs = steadyMs();
  const lateMs = nowMs - lookedAtMs - intervalMs;
  lookedAtMs = nowMs;
  // A stopped process, a laptop that slept: what holds this thread up as well is not a block.
  if (lateMs > intervalMs) {
    stoodStillMs += lateMs;
    steadySinceMs = nowMs;
  }
  const beat = readBeat(pulse);
  if (beat.atMs !== last.atMs) {
    if (found) reporting = report(found, last, beat, stoodStillMs);
    found = undefined;
    last = beat;
    stoodStillMs = 0;
    return;
  }
  if (found || nowMs - Math.max(last.atMs, steadySinceMs) <= thresholdMs + intervalMs) return;
  if (Atomics.load(pulse.flags, flag.debugged) === 1) return;
  found = askWatchedThread(pulse, expression, last.atMs).catch((error: unknown) => {
    tell({ problem: error instanceof Error ? error.message : String(error) });
    return undefined;
  });
}

async function report(
  answer: Promise<RunningCode | undefined>,
  before: Beat,
  after: Beat,
  stillMs: number,
): Promise<void> {
  const code = await Promise.race([answer, delay(answerTimeoutMs, undefined)]);
  const durationMs = after.atMs - before.atMs - (after.idleMs - before.idleMs) - stillMs;
  if (durationMs < thresholdMs) return;
  const { stack = [], ids } = code ?? {};
  tell({ block: { durationMs: Math.round(durationMs), stack, ...ids } });
}

const looking = setInterval(look, intervalMs);

// The one message there is: the last look, and the end.
parentPort?.once("message", async () => {
  clearInterval(looking);
  look();
  await reporting;
  parentPort?.close();
});
