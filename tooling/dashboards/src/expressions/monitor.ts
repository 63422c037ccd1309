import type { Expression } from "../expression.ts";
import { growth, over, series } from "../frame.ts";

export const monitor = {
  watchUp: {
    promql: (frame) => `min by (job, instance, kind, watch) (${series(frame, "ettl_watch_up")})`,
    unit: "none",
    says: "1 while what the monitor watches is healthy or degraded, 0 while it is unhealthy.",
    legend: "{{kind}} {{watch}}",
  },
  watchUnknown: {
    promql: (frame) =>
      `time() - ${series(frame, "ettl_watch_status_since_timestamp_seconds", 'kind!="heartbeat"')} unless ${series(frame, "ettl_watch_up")}`,
    unit: "s",
    says: "How long the monitor has not known how something is that it watches.",
    legend: "{{kind}} {{watch}}",
  },
  sinceChange: {
    promql: (frame) => `time() - ${series(frame, "ettl_watch_status_since_timestamp_seconds")}`,
    unit: "s",
    says: "How long each watch has had the status that it has.",
    legend: "{{kind}} {{watch}}",
  },
  checkDuration: {
    promql: (frame) => series(frame, "ettl_watch_check_duration_seconds"),
    unit: "s",
    says: "How long the last look at each watch took.",
    legend: "{{kind}} {{watch}}",
  },
  scheduleDelay: {
    promql: (frame) =>
      `histogram_quantile(0.99, sum by (job, instance, le) (rate(${over(frame, series(frame, "ettl_health_schedule_delay_seconds_bucket"))})))`,
    unit: "s",
    says: "How late looks and health checks begin: 0.99 of them begin sooner.",
    legend: "{{job}} {{instance}}",
  },
  skippedLooks: {
    promql: (frame) =>
      `sum by (job, instance) (increase(${over(frame, series(frame, "ettl_health_checks_skipped_total"))}))`,
    unit: "short",
    says: "Looks and health checks that were due while the one before still ran.",
    legend: "{{job}} {{instance}}",
  },
  runs: {
    promql: (frame) =>
      growth(frame, series(frame, "ettl_heartbeat_runs_total"), ["heartbeat", "outcome"]),
    unit: "short",
    says: "Runs of jobs in the time that is shown, as their pings told, by outcome.",
    legend: "{{heartbeat}} {{outcome}}",
  },
  badRuns: {
    promql: (frame) =>
      growth(frame, series(frame, "ettl_heartbeat_runs_total", 'outcome!="finished"'), [
        "job",
        "instance",
        "heartbeat",
        "outcome",
      ]),
    unit: "short",
    says: "Runs of jobs that failed, did not come or did not end.",
    legend: "{{heartbeat}} {{outcome}}",
  },
  lastRunDuration: {
    promql: (frame) => series(frame, "ettl_heartbeat_last_run_duration_seconds"),
    unit: "s",
    says: "How long the last run of each job took.",
    legend: "{{heartbeat}}",
  },
  sinceGoodRun: {
    promql: (frame) => `time() - ${series(frame, "ettl_heartbeat_last_success_timestamp_seconds")}`,
    unit: "s",
    says: "Time since each job last finished well.",
    legend: "{{heartbeat}}",
  },
  pings: {
    promql: (frame) =>
      `sum by (http_response_status_code) (rate(${over(frame, series(frame, "http_server_request_duration_seconds_count", 'http_route=~"/ping/.*"'))}))`,
    unit: "reqps",
    says: "Pings of jobs each second, by the status of the answer.",
    legend: "{{http_response_status_code}}",
  },
  liveClients: {
    promql: (frame) => `sum by (kind) (${series(frame, "ettl_live_clients")})`,
    unit: "short",
    says: "Pages and programs that follow the live feed.",
    legend: "{{kind}}",
  },
  liveClientsDropped: {
    promql: (frame) =>
      `sum by (reason) (increase(${over(frame, series(frame, "ettl_live_clients_dropped_total"))}))`,
    unit: "short",
    says: "Clients of the live feed that the monitor parted with, by reason.",
    legend: "{{reason}}",
  },
  liveEvents: {
    promql: (frame) =>
      `sum by (job) (rate(${over(frame, series(frame, "ettl_live_events_total"))}))`,
    unit: "ops",
    says: "Events each second in the live feed.",
    legend: "{{job}}",
  },
  pushes: {
    promql: (frame) =>
      `sum by (outcome) (increase(${over(frame, series(frame, "ettl_pushes_total"))}))`,
    unit: "short",
    says: "Pushes of jobs' metrics, by what became of them.",
    legend: "{{outcome}}",
  },
  pushesRefused: {
    promql: (frame) =>
      `sum by (job, instance) (increase(${over(frame, series(frame, "ettl_pushes_total", 'outcome!="accepted"'))}))`,
    unit: "short",
    says: "Pushes of jobs' metrics that were refused.",
    legend: "{{job}} {{instance}}",
  },
  configurationRead: {
    promql: (frame) => series(frame, "ettl_config_last_reload_successful"),
    unit: "none",
    says: "1 if the monitor's configuration was read well the last time, 0 if a former one is in force.",
    legend: "{{job}} {{instance}}",
  },
} satisfies Record<string, Expression>;
