import { inCode } from "@ettl/health/config";
import * as z from "zod";
import { isPublic, refuseNamesTwice, watchName, watchSettings } from "./watch-settings.ts";

/** `[[targets]]`: programs with ettl's routes, to be watched. */
export const targetsConfig = z
  .array(
    z
      .strictObject({
        name: watchName
          .refine((name) => name !== "monitor", {
            error: "so the monitor itself is called beside its targets. Choose another",
          })
          .describe(
            'Key of the component, unique, and not that of another check, such as "system".',
          ),
        url: z
          .url({ protocol: /^https?$/, error: "expected an http or https URL" })
          .describe("Where the program serves its telemetry; a path is ignored."),
        token: z
          .string()
          .min(1)
          .meta({ secret: true })
          .optional()
          .describe("Its monitoring.auth_token, or its read_token. Default: none."),
        metrics_path: z
          .string()
          .regex(/^\/[\w./-]*$/, "expected a path such as /metrics")
          .optional()
          .describe("Path of its metrics. Default: /metrics."),
        charts: z
          .array(z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "expected the name of a metric"))
          .max(50)
          .optional()
          .describe("Names of further metrics of it that are kept for charts, summed over labels."),
        public: isPublic,
        ...watchSettings,
      })
      .transform(inCode),
  )
  // Not a default: JSON Schema leaves those of what is transformed out.
  .prefault([])
  .describe("Programs to watch; as many tables as there are programs.")
  .superRefine(refuseNamesTwice);

/** One target, as it is used in code. */
export type TargetConfig = z.output<typeof targetsConfig>[number];
