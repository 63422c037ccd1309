/** What is known of a metric beyond what the demo serves. */
export interface FurtherFamily {
  /** Given where the demo has no sample of it. */
  readonly labels?: readonly string[];
  /** When it appears, where it is not there from the start. */
  readonly appears?: string;
  /** Given where other programs serve it than do in the demo. */
  readonly programs?: readonly string[];
  /** Given where the demo does not serve it at all. */
  readonly unserved?: { readonly type: string; readonly help: string };
}

const withChannels = "a line for each channel, where there is one";
const afterAnError = "a line with the first of each kind";
const afterAnExport = "with the first export";
const everyProgram = ["ettl-monitor", "ettl-exporter"];

/** By name. */
export const furtherFamilies: Readonly<Record<string, FurtherFamily>> = {
  ettl_alerts_deliveries_total: { labels: ["channel", "outcome"], appears: afterAnError },
  ettl_alerts_delivery_duration_seconds: {
    labels: ["channel"],
    appears: "a line with the first delivery",
  },
  ettl_alerts_queued: { labels: ["channel"], appears: withChannels },
  ettl_alerts_retries_total: { labels: ["channel"], appears: withChannels },
  ettl_event_loop_block_duration_seconds: {
    appears: "with `event_loop_block_ms`, which the monitor has by default",
    programs: everyProgram,
  },
  ettl_event_loop_blocks_total: {
    labels: ["function"],
    appears: "with `event_loop_block_ms`; a line with the first block",
    programs: everyProgram,
  },
  ettl_exporter_token_expiry_timestamp_seconds: {
    appears: "after `ettl-exporter login`",
    unserved: {
      type: "gauge",
      help: "When the login ends unless it is renewed before.",
    },
    programs: ["ettl-exporter"],
  },
  ettl_metric_collect_errors_total: { labels: ["metric", "reason"], appears: afterAnError },
  ettl_metric_samples_refused_total: { labels: ["metric"], appears: afterAnError },
  ettl_metric_series_overflow_total: { labels: ["metric"], appears: afterAnError },
  ettl_metrics_pushes_total: {
    labels: ["outcome"],
    appears: "with the first push",
    unserved: {
      type: "counter",
      help: "Pushes to a Pushgateway and what became of them.",
    },
    programs: everyProgram,
  },
  export_run_duration_seconds: { appears: "with the first run" },
  export_trakt_cache_hit_rate: { appears: "a line with the first run of the exporter" },
  export_trakt_export_errors_total: { appears: afterAnError },
  export_trakt_api_call_errors_total: { appears: afterAnError },
  job_last_duration_seconds: { appears: afterAnExport },
  job_last_run_succeeded: { appears: afterAnExport },
  job_last_run_timestamp_seconds: { appears: afterAnExport },
  job_last_success_timestamp_seconds: { appears: afterAnExport },
  process_heap_bytes: { appears: "on Linux" },
  process_max_fds: { appears: "on Linux" },
  process_open_fds: { appears: "on Linux" },
  process_virtual_memory_bytes: { appears: "on Linux" },
};
