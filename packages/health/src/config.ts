import * as z from "zod";

const name = z.string().min(1).max(200).meta({ description: "Key of the component, unique." });
const seconds = z.number().positive().max(2_147_483);

const httpCheck = z
  .strictObject({
    name,
    url: z
      .url({ protocol: /^https?$/ })
      .meta({ description: "http or https; healthy when it answers 2xx or 3xx." }),
    timeout_seconds: seconds
      .optional()
      .meta({ description: "Seconds, in place of health.timeout_seconds." }),
    critical: z.boolean().default(true).meta({ description: "false: its failure only degrades." }),
  })
  .transform(({ timeout_seconds, ...rest }) => ({
    ...rest,
    ...(timeout_seconds !== undefined && { timeoutMs: timeout_seconds * 1_000 }),
  }));

const filesystemCheck = z.strictObject({
  path: z
    .string()
    .min(1)
    .meta({ description: "An existing folder that a small file can be written to." }),
  name: name.default("filesystem"),
});

/**
 * The section `[health]` of a configuration file, to be used in a zod schema.
 *
 * Its output fits the code: `timeoutMs` for `createHealth`, each entry of `http` for `http()`, each
 * entry of `filesystem` for `filesystem()`. For a file without the section add `.prefault({})`.
 */
export const healthConfig = z
  .strictObject({
    timeout_seconds: seconds
      .default(5)
      .meta({ description: "Seconds until a check that has not ended counts as unhealthy." }),
    // Not a default: JSON Schema leaves those of what is transformed out.
    http: z
      .array(httpCheck)
      .prefault([])
      .describe("URLs that must answer 2xx or 3xx; a table each."),
    filesystem: z
      .array(filesystemCheck)
      .default([])
      .describe("Folders that must be writable; a table each."),
  })
  .superRefine((section, context) => {
    const taken = new Set<string>();
    for (const kind of ["http", "filesystem"] as const)
      for (const [index, { name }] of section[kind].entries()) {
        if (taken.has(name))
          context.addIssue({
            code: "custom",
            path: [kind, index, "name"],
            message: `Another check is named ${JSON.stringify(name)} already`,
          });
        taken.add(name);
      }
  })
  .transform(({ timeout_seconds, ...rest }) => ({
    timeoutMs: timeout_seconds * 1_000,
    intervalMs: 10_000,
    failureThreshold: 1,
    successThreshold: 1,
    groups: {} as Record<string, string[]>,
    flapWindowMs: 600_000,
    shutdownDelayMs: 0,
    ...rest,
  }));

/** The section `[health]`, as it is used in code. */
export type HealthConfig = z.output<typeof healthConfig>;
