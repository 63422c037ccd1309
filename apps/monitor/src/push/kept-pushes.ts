import type { Metrics } from "@ettl/metrics";
import type { MonitorStore } from "../state/monitor-store.ts";
import type { SavedGroup } from "./push-group.ts";
import { createPushTarget, type PushTarget, type PushTargetOptions } from "./push-target.ts";

/** A push target whose groups outlive the process where the store does, and that is metered. */
export function keptPushes(
  store: Pick<MonitorStore, "restored" | "keepPush">,
  {
    metrics,
    ...options
  }: Pick<PushTargetOptions, "ttlMs" | "maxGroups" | "maxBytes" | "maxBodyBytes" | "onProblem"> & {
    readonly metrics: Metrics;
  },
): PushTarget {
  const target = createPushTarget({
    ...options,
    onChange: ({ key, group }) => store.keepPush(key, group),
  });
  target.restore(store.restored.pushes as readonly SavedGroup[]);
  const groups = metrics.gauge({
    name: "ettl_push_groups",
    help: "Groups that jobs pushed and that are not over.",
    collect() {
      groups.set(target.stats().groups);
    },
  });
  const pushes = metrics.counter({
    name: "ettl_pushes_total",
    help: "Pushes of jobs and what became of them.",
    labelNames: ["outcome"],
    collect() {
      const { accepted, refused } = target.stats();
      pushes.reset();
      pushes.inc({ outcome: "accepted" }, accepted);
      for (const [outcome, count] of Object.entries(refused)) pushes.inc({ outcome }, count);
    },
  });
  return target;
}
