import type { Metrics } from "@ettl/metrics";

/** Counts the runs of jobs as they end, and remembers the last of each. */
export function runsToMetrics(metrics: Metrics) {
  const runs = metrics.counter({
    name: "ettl_heartbeat_runs_total",
    help: "Runs of jobs that ended or did not come, by outcome.",
    labelNames: ["heartbeat", "outcome"],
  });
  const duration = metrics.gauge({
    name: "ettl_heartbeat_last_run_duration_seconds",
    help: "How long the last run of a job took that told its start.",
    labelNames: ["heartbeat"],
  });
  const success = metrics.gauge({
    name: "ettl_heartbeat_last_success_timestamp_seconds",
    help: "When a job last finished well.",
    labelNames: ["heartbeat"],
  });

  return {
    /** Takes a run as the API shows it. */
    onRun({ heartbeat, outcome, duration_ms: ms, ended_at }: Readonly<Record<string, unknown>>) {
      if (outcome === "running" || typeof outcome !== "string") return;
      const labels = { heartbeat: String(heartbeat) };
      runs.inc({ ...labels, outcome });
      if (typeof ms === "number") duration.set(labels, ms / 1_000);
      if (outcome === "finished" && typeof ended_at === "string")
        success.set(labels, Date.parse(ended_at) / 1_000);
    },
    /** What is known of a job from before this process. */
    restore(heartbeat: string, lastGoodAt: unknown) {
      if (typeof lastGoodAt === "string")
        success.set({ heartbeat }, Date.parse(lastGoodAt) / 1_000);
    },
    forget(heartbeat: string) {
      duration.remove({ heartbeat });
      success.remove({ heartbeat });
    },
  };
}
