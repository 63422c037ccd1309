import type { TelemetryConfig } from "@ettl/telemetry";
import type { ProgramConfiguration } from "@ettl/telemetry/program";
import type * as z from "zod";
import { componentProblems } from "./config/components.ts";
import { historyConfig } from "./config/history.ts";
import { pageConfig } from "./config/page.ts";
import { pingsConfig } from "./config/pings.ts";
import { probesConfig } from "./config/probes.ts";
import { targetsConfig } from "./config/targets.ts";
import { checkPingAddresses, heartbeatsConfig } from "./heartbeats/heartbeats-config.ts";
import { probeCheck } from "./probes/probe-check.ts";
import { pushConfig } from "./push/push-config.ts";

const sections = {
  targets: targetsConfig,
  probes: probesConfig,
  heartbeats: heartbeatsConfig,
  pings: pingsConfig,
  push: pushConfig,
  history: historyConfig,
  page: pageConfig,
};

/** What the monitor's own sections become. */
export type MonitorSections = {
  readonly [K in keyof typeof sections]: z.output<(typeof sections)[K]>;
};

/** All that the monitor was told. */
export type MonitorConfig = TelemetryConfig & MonitorSections;

/** What the monitor reads: telemetry's sections, what it watches, and what it keeps of that. */
export const monitorConfiguration = {
  defaults: {
    "tracing.service_name": "ettl-monitor",
    "monitoring.event_loop_block_ms": 500,
    // Each watch has a series of its own.
    "metrics.max_series_per_metric": 50_000,
  },
  sections,
  check: refuseWhatCannotBe,
} satisfies ProgramConfiguration<typeof sections>;

/** Each watch is a component of the monitor's health, as each of its own checks is. */
function refuseWhatCannotBe(
  { targets, probes, heartbeats, pings, health }: TelemetryConfig & MonitorSections,
  context: z.RefinementCtx,
): void {
  checkPingAddresses(heartbeats, pings.pingKey, context);
  for (const { path, message } of componentProblems({ targets, probes, heartbeats }, health))
    context.addIssue({ code: "custom", path: [...path], message });
  for (const [index, probe] of probes.entries())
    try {
      probeCheck(probe);
    } catch (error) {
      const [, reason = "it can't be made"] =
        /^health check ".*?": (.*)$/s.exec(error instanceof Error ? error.message : "") ?? [];
      context.addIssue({ code: "custom", path: ["probes", index], message: reason });
    }
}
