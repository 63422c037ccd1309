import { type Alert, type Channel, createAlerts } from "@ettl/alerts";
import { expect, test } from "vitest";
import type { ConditionChange } from "../heartbeats/condition.ts";
import { heartbeatAlerts } from "./heartbeat-alerts.ts";

const change = (
  condition: ConditionChange["condition"],
  raised = true,
  heartbeat = "backup",
): ConditionChange => ({ heartbeat, condition, raised, level: "error", message: condition });

/** Alerts with a channel that remembers what it was told. */
function told() {
  const seen: string[] = [];
  const channel: Channel = {
    name: "memory",
    async send({ title, status }: Alert) {
      seen.push(`${title}: ${status}`);
    },
  };
  const alerts = createAlerts({ channels: [channel], rateLimitMinutes: 0 });
  return { alerts, seen };
}

test("each condition of each job is an alert of its own, told once and resolved by itself", async () => {
  const { alerts, seen } = told();
  const heartbeats = heartbeatAlerts(alerts);
  for (const condition of ["late", "did_not_start", "too_long", "too_short", "failed"] as const)
    heartbeats.tell(change(condition));
  heartbeats.tell(change("failed"));
  heartbeats.tell(change("failed", true, "report"));
  heartbeats.tell(change("failed", false));
  await alerts.close();
  expect(seen).toEqual([
    "Heartbeat late: backup: firing",
    "Heartbeat did not start: backup: firing",
    "Heartbeat runs too long: backup: firing",
    "Heartbeat ran too short: backup: firing",
    "Heartbeat failed: backup: firing",
    "Heartbeat failed: report: firing",
    "Heartbeat failed: backup: resolved",
  ]);
});

test("after a restart alerts agree with what the jobs are: told where nobody was, resolved where they are over", async () => {
  const { alerts, seen } = told();
  // What a former process left: one that is over since, one of a job that is no longer watched.
  for (const labels of [
    { heartbeat: "backup", condition: "late" },
    { heartbeat: "gone", condition: "failed" },
  ]) {
    const titles = { late: "Heartbeat late", failed: "Heartbeat failed" } as const;
    await alerts.send({
      title: `${titles[labels.condition as "late"]}: ${labels.heartbeat}`,
      source: "heartbeat",
      labels,
      level: "error",
      message: "before",
    });
  }
  await alerts.send({ title: "not ours", source: "health", level: "error", message: "m" });
  seen.length = 0;
  heartbeatAlerts(alerts).agree([change("too_long")]);
  heartbeatAlerts(alerts).agree([change("too_long")]);
  await alerts.close();
  expect(seen.sort()).toEqual([
    "Heartbeat failed: gone: resolved",
    "Heartbeat late: backup: resolved",
    "Heartbeat runs too long: backup: firing",
  ]);
});
