import { http } from "@ettl/health/checks/http";
import type { Telemetry } from "@ettl/telemetry";
import * as z from "zod";

/** `[[targets]]`: other programs with ettl's routes, to be watched. */
export const targetsConfig = z
  .array(
    z.strictObject({
      name: z
        .string()
        .min(1)
        .describe('Key of the component, unique, and not that of another check, such as "system".'),
      url: z
        .url({ protocol: /^https?$/, error: "expected an http or https URL" })
        .describe("Where the program serves its telemetry; a path is ignored."),
    }),
  )
  .default([])
  .describe("Programs to watch; as many tables as there are programs.")
  .superRefine((targets, context) => {
    const names = new Set<string>();
    for (const [index, { name }] of targets.entries())
      if (names.has(name))
        context.addIssue({ code: "custom", path: [index, "name"], message: "is used twice" });
      else names.add(name);
  });

/**
 * Watches each target's `/health/ready` as a component. One that is down degrades the monitor's
 * health and leaves its readiness alone: the monitor itself still works.
 */
export function watchTargets(telemetry: Telemetry, targets: z.output<typeof targetsConfig>): void {
  for (const { name, url } of targets) {
    const ready = new URL("/health/ready", url).href;
    telemetry.health.register({ ...http({ name, url: ready }), critical: false, groups: [] });
  }
}
