import type { Component } from "./component.ts";

/** What the background did, since `start()`. */
export interface ScheduleStats {
  /** Runs that did not begin, because the one before had not settled. */
  readonly skipped: number;
  /** Milliseconds the latest run began after its time. */
  readonly lastDelayMs: number;
}

/** First runs that begin at once; further ones follow one after the other. */
const atOnce = 20;
const spreadMs = 5;
/** Runs begun in one turn of the event loop. */
const perTurn = 50;

interface Turn {
  readonly component: Component;
  readonly dueMs: number;
}

/**
 * Runs each component again and again in the background at its interval, whatever the others do:
 * thousands are spread over time, and one timer serves them all.
 */
export function createSchedule({
  run,
  delayed,
}: {
  readonly run: (component: Component) => Promise<void>;
  /** Told how many milliseconds after its time a run began, and that one was skipped. */
  readonly delayed: (delayMs: number, skipped: boolean) => void;
}) {
  const scheduled = new Set<Component>();
  /** A binary heap, the earliest first. */
  const turns: Turn[] = [];
  let timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  let wakeAtMs = Infinity;
  let lastStartMs = -Infinity;
  let startsNow = 0;
  const stats = { skipped: 0, lastDelayMs: 0 };

  const wake = () => {
    timer = undefined;
    wakeAtMs = Infinity;
    const nowMs = performance.now();
    let begun = 0;
    for (let turn = turns[0]; turn && turn.dueMs <= nowMs && begun < perTurn; turn = turns[0]) {
      take(turns);
      if (!scheduled.has(turn.component)) continue;
      begun += 1;
      begin(turn, nowMs);
    }
    sleep();
  };
  const begin = ({ component, dueMs }: Turn, nowMs: number) => {
    const { intervalMs, runner } = component;
    const skipped = runner.running();
    if (skipped) stats.skipped += 1;
    else {
      stats.lastDelayMs = nowMs - dueMs;
      void run(component);
    }
    delayed(nowMs - dueMs, skipped);
    // Checks that began together don't go on together.
    const restMs = intervalMs * (0.9 + Math.random() * 0.2);
    // Time that was lost to a blocked event loop or a machine asleep is not made up for.
    const isLate = nowMs - dueMs > intervalMs / 10;
    put(turns, { component, dueMs: (isLate ? nowMs : dueMs) + restMs });
  };
  const sleep = () => {
    const first = turns[0];
    if (first === undefined || first.dueMs >= wakeAtMs) return;
    clear();
    wakeAtMs = first.dueMs;
    const waitMs = first.dueMs - performance.now();
    timer =
      waitMs <= 0
        ? setImmediate(wake).unref()
        : setTimeout(wake, Math.min(waitMs, 2_147_483_647)).unref();
  };
  const clear = () => {
    clearTimeout(timer as NodeJS.Timeout);
    clearImmediate(timer as NodeJS.Immediate);
    timer = undefined;
    wakeAtMs = Infinity;
  };

  return {
    add(component: Component) {
      scheduled.add(component);
      const nowMs = performance.now();
      if (nowMs > lastStartMs + 1_000) startsNow = 0;
      startsNow += 1;
      const isFirst = startsNow <= atOnce;
      lastStartMs = isFirst ? nowMs : Math.max(nowMs, lastStartMs) + spreadMs;
      if (isFirst) begin({ component, dueMs: nowMs }, nowMs);
      else put(turns, { component, dueMs: lastStartMs });
      sleep();
    },
    remove(component: Component) {
      // Its turn finds it gone.
      scheduled.delete(component);
    },
    stats: (): ScheduleStats => ({ ...stats }),
    close() {
      clear();
      scheduled.clear();
      turns.length = 0;
    },
  };
}

function put(heap: Turn[], turn: Turn): void {
  let at = heap.push(turn) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Turn;
    if (above.dueMs <= turn.dueMs) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = turn;
}

/** Removes the earliest. */
function take(heap: Turn[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = child + 1;
    if (right < heap.length && (heap[right] as Turn).dueMs < (heap[child] as Turn).dueMs)
      child = right;
    if ((heap[child] as Turn).dueMs >= last.dueMs) break;
    heap[at] = heap[child] as Turn;
    at = child;
  }
  heap[at] = last;
}
