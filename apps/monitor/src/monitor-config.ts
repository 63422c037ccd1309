import { checkLists } from "@ettl/health/config";
import type { TelemetryConfig } from "@ettl/telemetry";
import type { ProgramConfiguration } from "@ettl/telemetry/program";
import type * as z from "zod";
import { targetsConfig } from "./targets.ts";

/** What the monitor reads: telemetry's sections, and its targets. */
export const monitorConfiguration = {
  defaults: { "tracing.service_name": "ettl-monitor" },
  sections: { targets: targetsConfig },
  check: refuseTakenNames,
} satisfies ProgramConfiguration<{ targets: typeof targetsConfig }>;

/** A target is a component of the monitor's health, as each of its own checks is. */
function refuseTakenNames(
  { targets, health }: TelemetryConfig & { readonly targets: z.output<typeof targetsConfig> },
  context: z.RefinementCtx,
): void {
  const taken = new Set([
    "system",
    ...checkLists.flatMap((kind) => health[kind].map((check) => check.name)),
  ]);
  for (const [index, { name }] of targets.entries())
    if (taken.has(name))
      context.addIssue({
        code: "custom",
        path: ["targets", index, "name"],
        message: `another check is named "${name}". Choose another`,
      });
}
