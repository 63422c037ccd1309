import type { ConditionChange } from "./condition.ts";
import { createExpectation } from "./expectation.ts";
import type { HeartbeatOptions } from "./heartbeat-options.ts";
import type { HeartbeatState } from "./heartbeat-state.ts";
import { createMessages } from "./messages.ts";
import { createOpenRuns } from "./open-runs.ts";
import type { Ping } from "./ping.ts";
import { createRaisedConditions } from "./raised-conditions.ts";
import type { Run, RunOutcome } from "./run.ts";
import type { Schedule } from "./schedule.ts";

export interface HeartbeatEffects {
  readonly onRun: (run: Run) => void;
  readonly onCondition: (change: ConditionChange) => void;
  readonly newId: () => string;
}

/** One job. Its state is the whole of what it knows. */
export interface Heartbeat {
  /** The first moment at which `settle` has something to do. */
  dueMs(): number;
  /** Does what is due: what is late, did not start, or runs too long is told. */
  settle(nowMs: number): void;
  take(ping: Ping, nowMs: number): void;
  /** The clock went on without us. */
  skip(fromMs: number, toMs: number): void;
  setBack(nowMs: number): void;
  /** The first expected time that is yet to come. */
  comingAfter(nowMs: number): number;
}

export function createHeartbeat(
  options: HeartbeatOptions,
  schedule: Schedule,
  state: HeartbeatState,
  { onRun, onCondition, newId }: HeartbeatEffects,
): Heartbeat {
  const { name: heartbeat, minDurationMs = 0 } = options;
  const expectation = createExpectation(state, schedule, options);
  const messages = createMessages(options, state);
  const conditions = createRaisedConditions(options, state, onCondition);
  const close = (run: Run) => {
    state.lastRun = run;
    onRun(run);
  };
  const openRuns = createOpenRuns(options, state, { onRun, onAbandoned: close, newId });

  const awaitsLate = () => conditions.isWatched("late") && !conditions.isRaised("late");
  const lateDue = () => (awaitsLate() ? expectation.lateDeadline() + 1 : Number.POSITIVE_INFINITY);
  const missedDue = () => expectation.missedDeadline() + 1;

  const isLast = (rid: string | undefined) => rid !== undefined && rid === state.lastRun?.rid;

  const tellLate = (nowMs: number) => {
    const deadline = expectation.lateDeadline();
    conditions.raise("late", deadline, messages.late(state.expectedAt, deadline, nowMs));
  };

  const tellMissed = (nowMs: number) => {
    const first = expectation.missedDeadline();
    const { graceMs } = options;
    const shiftMs = first - graceMs - state.expectedAt;
    const missed = expectation.miss(nowMs);
    for (const expectedAt of missed)
      close({ id: newId(), heartbeat, expectedAt, outcome: "did_not_start", late: false });
    const last = missed.at(-1) ?? nowMs;
    const count = conditions.nextCount("did_not_start") - 1 + missed.length;
    const message = messages.didNotStart(last, last + graceMs + shiftMs, count, nowMs);
    conditions.raise("did_not_start", first, message, missed.length);
  };

  const end = ({ rid, exitCode, log, kind }: Ping, nowMs: number) => {
    const open = openRuns.take(rid);
    // The other end of one that has ended: its answer was lost, and it was sent again.
    if (!open && isLast(rid)) {
      const failed = state.lastRun?.outcome === "failed";
      if (failed === (kind === "fail") && state.lastRun?.exitCode === exitCode) return;
    }
    const { expectedAt, late } = open ?? expectation.serve(nowMs);
    if (!open) state.lastStartAt = nowMs;
    const known = rid ?? open?.rid;
    const durationMs = open && Math.max(0, nowMs - open.startedAt - open.skippedMs);
    const outcome = outcomeOf(kind, durationMs);
    const run: Run = {
      id: open?.id ?? newId(),
      heartbeat,
      ...(known !== undefined && { rid: known }),
      ...(expectedAt !== undefined && { expectedAt }),
      ...(open && { startedAt: open.startedAt }),
      endedAt: nowMs,
      outcome,
      late,
      ...(durationMs !== undefined && { durationMs }),
      ...(exitCode !== undefined && { exitCode }),
      ...openRuns.logOf(open, log),
    };
    close(run);
    judge(run, open?.toldTooLong ?? false, nowMs);
  };

  const outcomeOf = (kind: Ping["kind"], durationMs: number | undefined): RunOutcome => {
    if (kind === "fail") return "failed";
    if (durationMs !== undefined && durationMs < minDurationMs) return "too_short";
    if (durationMs !== undefined && durationMs > options.maxDurationMs) return "too_long";
    return "finished";
  };

  const judge = (run: Run, toldTooLong: boolean, nowMs: number) => {
    const { outcome } = run;
    if (outcome === "failed") conditions.raise("failed", nowMs, messages.failed(run, nowMs));
    else if (outcome === "too_short" && conditions.isWatched("too_short"))
      conditions.raise("too_short", nowMs, messages.tooShort(run));
    else if (outcome === "too_long" && conditions.isWatched("too_long")) {
      // One that was told while it ran, and forgiven since, is not told again.
      if (!toldTooLong || conditions.isRaised("too_long"))
        conditions.raise("too_long", nowMs, messages.ranTooLong(run), toldTooLong ? 0 : 1);
    } else {
      state.lastGoodAt = nowMs;
      conditions.resolveAll(messages.finished(run, nowMs));
    }
  };

  return {
    dueMs: () =>
      conditions.hasUnwatched() ? 0 : Math.min(lateDue(), missedDue(), openRuns.dueMs()),

    settle(nowMs) {
      conditions.resolveUnwatched();
      for (;;) {
        const [late, missed, open] = [lateDue(), missedDue(), openRuns.dueMs()];
        const due = Math.min(late, missed, open);
        if (due > nowMs) return;
        if (due === open)
          openRuns.settle(due, ({ run, deadline }) =>
            conditions.raise("too_long", deadline, messages.runsTooLong(run, nowMs)),
          );
        else if (due === late) tellLate(nowMs);
        else tellMissed(nowMs);
      }
    },

    take(ping, nowMs) {
      if (ping.kind === "log") return openRuns.log(ping);
      if (ping.kind !== "start") return end(ping, nowMs);
      // Sent twice, or overtaken by its own end.
      if (openRuns.isOpen(ping.rid) || isLast(ping.rid)) return openRuns.log(ping);
      openRuns.begin(ping, expectation.serve(nowMs), nowMs);
      state.lastStartAt = nowMs;
    },

    skip(from, to) {
      state.unwatched = { from, to };
      expectation.skip(from, to);
      for (const run of state.openRuns) run.skippedMs += to - from;
    },

    setBack(nowMs) {
      state.knownSince = Math.min(state.knownSince, nowMs);
      for (const run of state.openRuns) run.startedAt = Math.min(run.startedAt, nowMs);
      expectation.setBack(nowMs);
    },

    comingAfter: expectation.comingAfter,
  };
}
