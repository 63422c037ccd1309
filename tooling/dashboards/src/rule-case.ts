/**
 * What rules make of series. Names and labels are written as in PromQL, with `@` for the prefix;
 * `job` and `instance` are those of one program unless given. Values are in promtool's notation,
 * one each 30 seconds.
 */
export interface RuleCase {
  /** When this is so. */
  readonly when: string;
  readonly series: Readonly<Record<string, string>>;
  /** When the answer is looked at. */
  readonly at: string;
}

/** An alert that fires with these labels, besides those that all have; none: it does not. */
export interface AlertCase extends RuleCase {
  readonly alert: string;
  readonly fires: readonly Readonly<Record<string, string>>[];
  /** When it does not fire yet, for it has not been so for long enough. */
  readonly pendingAt?: string;
  /** When it still fires, though it is no longer so. */
  readonly keptAt?: string;
}

/** What a recording rule writes, by its name with labels. */
export interface RecordingCase extends RuleCase {
  readonly record: string;
  readonly values: Readonly<Record<string, number>>;
}

/** The labels of the program that cases are about. */
export const program = { job: "export-trakt", instance: "a:9090" };

/** An alert that fires in one case and not in another, about the same labels. */
export function pair(
  alert: string,
  labels: Readonly<Record<string, string>>,
  cases: {
    readonly fires: RuleCase & Pick<AlertCase, "pendingAt" | "keptAt">;
    readonly quiet: RuleCase;
  },
): AlertCase[] {
  return [
    { alert, ...cases.fires, fires: [labels] },
    { alert, ...cases.quiet, fires: [] },
  ];
}
