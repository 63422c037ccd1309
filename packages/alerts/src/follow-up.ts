import type { FiringState } from "./firing.ts";

/** What may have to be done about alerts that go on firing. */
export interface FollowUpActions {
  /** Tells an alert once more, by these channels. */
  again(
    state: FiringState,
    channels: Iterable<string>,
    why: Readonly<Record<string, unknown>>,
  ): void;
  /** Gives an alert to one channel once more, off the record. */
  resend(state: FiringState, channel: string): void;
  isMuted(state: FiringState): boolean;
  /** The channels that an alert goes to by its route. */
  channelsOf(state: FiringState): Iterable<string>;
  /** Those among its escalations that are due; each has a number. */
  escalationsOf(state: FiringState, firingMs: number): readonly number[];
  escalated(index: number): Iterable<string>;
}

/** When to do what, in milliseconds. */
export interface FollowUpTimes {
  /** 0: no reminders. */
  readonly repeatMs: number;
  /** Channels that forget, and how often they are told. */
  readonly resendMs: ReadonlyMap<string, number>;
  /** The first escalation, if there is any. */
  readonly escalateMs: number | undefined;
}

/** Looks after the alerts that fire. */
export interface FollowUp {
  /** Begins to look, from now on. */
  start(): void;
  /** Looks at once, for example because a silence ended. */
  look(): void;
  close(): void;
}

/**
 * Reminds, escalates, resends, and tells what a silence kept back once it is over. Looks once a
 * second, or oftener where times are shorter. Its timer keeps no process alive.
 */
export function createFollowUp(
  firing: Iterable<FiringState>,
  times: FollowUpTimes,
  actions: FollowUpActions,
  now: () => number,
): FollowUp {
  const { repeatMs, resendMs, escalateMs } = times;
  /** By channel, when each alert was last sent there. */
  const resentAt = new WeakMap<FiringState, Map<string, number>>();

  const resend = (state: FiringState, at: number) => {
    for (const [channel, everyMs] of resendMs) {
      if (!state.told.has(channel)) continue;
      const sent = resentAt.get(state) ?? new Map<string, number>();
      const last = Math.max(sent.get(channel) ?? 0, state.toldAtMs);
      if (at - last < everyMs) continue;
      resentAt.set(state, sent.set(channel, at));
      actions.resend(state, channel);
    }
  };

  const look = () => {
    const at = now();
    // Telling changes the order of what is looked at.
    for (const state of [...firing]) {
      resend(state, at);
      if (actions.isMuted(state)) {
        state.muted = true;
        continue;
      }
      if (state.muted) {
        state.muted = false;
        const untold = [...actions.channelsOf(state)].filter((channel) => !state.told.has(channel));
        if (untold.length > 0) actions.again(state, untold, { reminder: "no longer silenced" });
      }
      for (const index of actions.escalationsOf(state, at - state.sinceMs)) {
        if (state.escalated.has(index)) continue;
        state.escalated = new Set([...state.escalated, index]);
        const firing_seconds = Math.round((at - state.sinceMs) / 1_000);
        actions.again(state, actions.escalated(index), { reminder: "escalated", firing_seconds });
      }
      const isProblem = state.alert.level !== "info";
      if (repeatMs > 0 && isProblem && state.told.size > 0 && at - state.toldAtMs >= repeatMs)
        actions.again(state, [...state.told], { reminder: "still firing", repeats: state.repeats });
    }
  };

  const shortest = Math.min(
    ...[repeatMs, escalateMs ?? 0, ...resendMs.values()].filter((ms) => ms > 0),
    5_000,
  );
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer ??= setInterval(look, Math.max(20, Math.min(1_000, shortest / 5))).unref();
  };
  if (repeatMs > 0 || escalateMs !== undefined || resendMs.size > 0) start();
  return { start, look, close: () => clearInterval(timer) };
}
