/** What can be wrong with a job; each is an alarm of its own. */
export const conditionNames = ["late", "did_not_start", "too_long", "too_short", "failed"] as const;

export type Condition = (typeof conditionNames)[number];

/** How bad each of them is. */
export function levelOf(condition: Condition): "warning" | "error" {
  return condition === "late" ? "warning" : "error";
}

/** One that is raised and not resolved. */
export interface RaisedCondition {
  readonly condition: Condition;
  /** In milliseconds since 1970. */
  readonly since: number;
  /** How many runs it has met since. */
  count: number;
  message: string;
}

/** A condition was raised, or a good run has resolved it. */
export interface ConditionChange {
  readonly heartbeat: string;
  readonly condition: Condition;
  readonly raised: boolean;
  readonly message: string;
  readonly level: "warning" | "error";
}
