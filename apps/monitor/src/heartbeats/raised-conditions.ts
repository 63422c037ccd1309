import { type Condition, type ConditionChange, levelOf } from "./condition.ts";
import type { HeartbeatOptions } from "./heartbeat-options.ts";
import type { HeartbeatState } from "./heartbeat-state.ts";

/** The conditions of one heartbeat: each is raised once, and stays until a good run. */
export interface RaisedConditions {
  isRaised(condition: Condition): boolean;
  /** Whether it is an alarm of this heartbeat at all. */
  isWatched(condition: Condition): boolean;
  /** How many runs it will have met with this one. */
  nextCount(condition: Condition): number;
  /** Raises it; one that is raised already gets the new message, quietly. */
  raise(condition: Condition, sinceMs: number, message: string, runs?: number): void;
  resolveAll(message: string): void;
  /** Whether some are raised that the configuration no longer asks for. */
  hasUnwatched(): boolean;
  resolveUnwatched(): void;
}

export function createRaisedConditions(
  { name, alarms }: HeartbeatOptions,
  state: HeartbeatState,
  onChange: (change: ConditionChange) => void,
): RaisedConditions {
  const watched = new Set(alarms);
  const find = (condition: Condition) => state.raised.find((one) => one.condition === condition);
  const tell = (condition: Condition, raised: boolean, message: string) =>
    onChange({ heartbeat: name, condition, raised, message, level: levelOf(condition) });
  const resolve = (isMeant: (condition: Condition) => boolean, message: string) => {
    const meant = state.raised.filter(({ condition }) => isMeant(condition));
    state.raised = state.raised.filter(({ condition }) => !isMeant(condition));
    for (const { condition } of meant) tell(condition, false, message);
  };

  return {
    isRaised: (condition) => find(condition) !== undefined,
    isWatched: (condition) => watched.has(condition),
    nextCount: (condition) => (find(condition)?.count ?? 0) + 1,
    raise(condition, since, message, runs = 1) {
      if (!watched.has(condition)) return;
      const already = find(condition);
      if (already) {
        already.count += runs;
        already.message = message;
        return;
      }
      state.raised.push({ condition, since, count: runs, message });
      tell(condition, true, message);
    },
    resolveAll: (message) => resolve(() => true, message),
    hasUnwatched: () => state.raised.some(({ condition }) => !watched.has(condition)),
    resolveUnwatched: () =>
      resolve((condition) => !watched.has(condition), "no longer an alarm of this heartbeat"),
  };
}
