import { type AlertCase, pair, program } from "../rule-case.ts";

const running = { up: "1x200", process_start_time_seconds: "-90000x200" };
const slack = { ...program, channel: "slack" };

export const telemetryCases: readonly AlertCase[] = [
  ...pair("AlertDeliveriesFailing", slack, {
    fires: {
      when: "the first alert of all fails, so that the counter begins with 1",
      series: {
        ...running,
        'ettl_alerts_deliveries_total{channel="slack", outcome="failed"}': "_x100 1x20",
      },
      at: "55m",
    },
    quiet: {
      when: "alerts are delivered, silenced or limited",
      series: {
        ...running,
        'ettl_alerts_deliveries_total{channel="slack", outcome="failed"}': "1x200",
        'ettl_alerts_deliveries_total{channel="slack", outcome="delivered"}': "0+1x200",
        'ettl_alerts_deliveries_total{channel="slack", outcome="silenced"}': "0+1x200",
        'ettl_alerts_deliveries_total{channel="slack", outcome="suppressed"}': "0+1x200",
      },
      at: "55m",
    },
  }),
  ...pair("AlertsWaiting", slack, {
    fires: {
      when: "for sixteen minutes",
      series: { 'ettl_alerts_queued{channel="slack"}': "2x40" },
      pendingAt: "14m",
      at: "16m",
    },
    quiet: {
      when: "the queue was empty in between",
      series: { 'ettl_alerts_queued{channel="slack"}': "2x15 0x2 2x30" },
      at: "16m",
    },
  }),
  ...pair(
    "SpansDropped",
    { ...program, reason: "export_failed" },
    {
      fires: {
        when: "the collector does not take them",
        series: {
          ...running,
          'ettl_spans_dropped_total{reason="export_failed"}': "0x100 512x60",
        },
        at: "55m",
        keptAt: "72m",
      },
      quiet: {
        when: "there is no collector",
        series: { ...running, 'ettl_spans_dropped_total{reason="no_exporter"}': "0+9x200" },
        at: "55m",
      },
    },
  ),
  ...pair("LogLinesDropped", program, {
    fires: {
      when: "lines can't be written",
      series: { ettl_log_lines_dropped_total: "0x10 4x70" },
      at: "8m",
      keptAt: "28m",
    },
    quiet: {
      when: "some could not, yesterday",
      series: { ettl_log_lines_dropped_total: "4x30" },
      at: "8m",
    },
  }),
  ...pair("LogLinesSuppressed", program, {
    fires: {
      when: "lines are held back",
      series: { ettl_log_lines_suppressed_total: "0x10 400x20" },
      at: "8m",
    },
    quiet: {
      when: "some were, yesterday",
      series: { ettl_log_lines_suppressed_total: "400x30" },
      at: "8m",
    },
  }),
  ...pair(
    "MetricSeriesOverflow",
    { ...program, metric: "orders_total" },
    {
      fires: {
        when: "a metric has no room, and has had none for an hour",
        series: { 'ettl_metric_series_overflow_total{metric="orders_total"}': "5x130" },
        at: "1h",
      },
      quiet: { when: "each metric has room", series: { up: "1x130" }, at: "1h" },
    },
  ),
  ...pair(
    "MetricSamplesRefused",
    { ...program, metric: "orders_total" },
    {
      fires: {
        when: "one was, the first",
        series: {
          ...running,
          'ettl_metric_samples_refused_total{metric="orders_total"}': "_x150 1x20",
        },
        at: "80m",
      },
      quiet: {
        when: "one was, hours ago",
        series: { ...running, 'ettl_metric_samples_refused_total{metric="orders_total"}': "1x200" },
        at: "80m",
      },
    },
  ),
  ...pair(
    "MetricsNotCollected",
    { ...program, metric: "queue_length", reason: "timeout" },
    {
      fires: {
        when: "its function failed, for the first time",
        series: {
          ...running,
          'ettl_metric_collect_errors_total{metric="queue_length", reason="timeout"}': "_x100 1x20",
        },
        at: "55m",
      },
      quiet: {
        when: "it failed once, an hour ago",
        series: {
          ...running,
          'ettl_metric_collect_errors_total{metric="queue_length", reason="timeout"}': "1x200",
        },
        at: "55m",
      },
    },
  ),
];
