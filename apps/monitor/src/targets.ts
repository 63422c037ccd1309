import { http } from "@ettl/health/checks/http";
import { ConfigError, type Telemetry } from "@ettl/telemetry";
import * as z from "zod";

/** `[[targets]]`: other programs with ettl's routes, to be watched. */
export const targetsConfig = z
  .array(
    z.strictObject({
      name: z.string().min(1).describe("Shown as the component's name."),
      url: z
        .url({ protocol: /^https?$/, error: "expected an http or https URL" })
        .describe("Where the program serves its telemetry, without a path."),
    }),
  )
  .default([])
  .superRefine((targets, context) => {
    for (const [index, { name }] of targets.entries())
      if (targets.findIndex((target) => target.name === name) < index)
        context.addIssue({ code: "custom", path: [index, "name"], message: "is used twice" });
  });

/**
 * Watches each target's `/health/ready` as a component. One that is down degrades the monitor's
 * health and leaves its readiness alone: the monitor itself still works.
 *
 * @throws {ConfigError} A target has the name of another check.
 */
export function watchTargets(telemetry: Telemetry, targets: z.output<typeof targetsConfig>): void {
  const { components } = telemetry.health.report();
  for (const [index, { name, url }] of targets.entries()) {
    if (Object.hasOwn(components, name))
      throw new ConfigError([
        {
          key: `targets.${index}.name`,
          message: `another check is named "${name}". Choose another`,
        },
      ]);
    const ready = new URL("/health/ready", url).href;
    telemetry.health.register({ ...http({ name, url: ready }), critical: false, groups: [] });
  }
}
