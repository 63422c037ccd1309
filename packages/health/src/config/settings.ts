import * as z from "zod";

export const seconds = z.number().positive().max(2_147_483);
export const threshold = z.int().min(1).max(1_000);
export const groupName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "expected at most 63 of a-z, 0-9, _ and -")
  .refine((group) => group !== "live", {
    error:
      'the group "live" restarts the process when a member fails, which heals no dependency; set unsafe_in_live = true on a check that is to be in it all the same',
  });
const checkName = z.string().min(1).max(200);

/** The key `name`, with the default of the checks that have one. */
export const name = checkName.meta({ description: "Key of the component, unique." });

/** What the table of any check may say. */
const settingsKeys = {
  critical: z.boolean().optional().meta({ description: "false: its failure only degrades." }),
  groups: z
    .array(groupName)
    .optional()
    .meta({ description: "Endpoints it counts for besides /health; default: ready." }),
  unsafe_in_live: z
    .boolean()
    .optional()
    .meta({ description: "true: its failure fails /health/live, which restarts the process." }),
  timeout_seconds: seconds
    .optional()
    .meta({ description: "Seconds, in place of health.timeout_seconds." }),
  interval_seconds: seconds
    .optional()
    .meta({ description: "Seconds, in place of health.interval_seconds." }),
  max_age_seconds: seconds
    .optional()
    .meta({ description: "Seconds for which a probe is answered without a new run." }),
  failure_threshold: threshold
    .optional()
    .meta({ description: "In place of health.failure_threshold." }),
  success_threshold: threshold
    .optional()
    .meta({ description: "In place of health.success_threshold." }),
  depends_on: z
    .array(checkName)
    .optional()
    .meta({ description: "Names of the checks without which this one can't be healthy." }),
};

/** A table with keys of its own beside the settings of any check. */
export function checkTable<K extends z.ZodRawShape>(own: K) {
  return z.strictObject({ ...own, ...settingsKeys });
}

type Camel<K extends string> = K extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : K;
type CodeKey<K extends string> = K extends `${infer Name}_seconds` ? `${Camel<Name>}Ms` : Camel<K>;
/** A table's keys as the code names them. */
export type InCode<T> = { [K in keyof T & string as CodeKey<K>]: Exclude<T[K], undefined> };

/** Keys in snake_case become camelCase, seconds milliseconds; what is undefined is left out. */
export function inCode<T extends object>(table: T): InCode<T> {
  const entries = Object.entries(table)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => {
      const isSeconds = key.endsWith("_seconds");
      const name = isSeconds ? key.replace(/_seconds$/, "_ms") : key;
      return [
        name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        isSeconds ? (value as number) * 1_000 : value,
      ];
    });
  return Object.fromEntries(entries) as InCode<T>;
}
