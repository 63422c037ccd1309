import * as z from "zod";

const seconds = z.number().positive().max(2_147_483);
const threshold = z.int().min(1).max(1_000);

/** The name of a watch: a part of addresses, and unique among those of its kind. */
export const watchName = z
  .string()
  .min(1)
  .max(150)
  .refine((name) => !/\p{Cc}/u.test(name), { error: "expected a name of one line" })
  // As a part of an address they would be the one above it.
  .refine((name) => name !== "." && name !== "..", { error: "expected more than dots" });

/** What the table of a target says of how it is watched. */
export const watchSettings = {
  interval_seconds: seconds
    .optional()
    .describe("Seconds from one look to the next. Default: health.interval_seconds."),
  timeout_seconds: seconds
    .optional()
    .describe("Seconds until an answer is too late. Default: health.timeout_seconds."),
  failure_threshold: threshold
    .optional()
    .describe("Worse results in a row until the status falls. Default: health.failure_threshold."),
  success_threshold: threshold
    .optional()
    .describe("Better results in a row until it rises. Default: health.success_threshold."),
  depends_on: z
    .array(z.string().min(1).max(200))
    .optional()
    .describe("Names of the checks without which it can't be healthy, such as connectivity."),
};

/** Whether the public status document has it. */
export const isPublic = z
  .boolean()
  .default(false)
  .describe("Whether the public status document and badges have it, by name and status.");

/** Refuses two tables of one kind with the same name. */
export function refuseNamesTwice(
  tables: readonly { readonly name: string }[],
  context: z.RefinementCtx,
): void {
  const names = new Set<string>();
  for (const [index, { name }] of tables.entries())
    if (names.has(name))
      context.addIssue({ code: "custom", path: [index, "name"], message: "is used twice" });
    else names.add(name);
}
