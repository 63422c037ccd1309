import type { Expression } from "../expression.ts";
import { growth, over, series } from "../frame.ts";

const deliveriesLost: Expression = {
  promql: (frame) =>
    growth(frame, series(frame, "ettl_alerts_deliveries_total", 'outcome=~"failed|dropped"'), [
      "job",
      "instance",
      "channel",
    ]),
  unit: "short",
  says: "Alerts that a channel did not take in the last half hour, retries included.",
  legend: "{{job}} {{channel}}",
  record: {
    name: () => "job_instance_channel:ettl_alerts_deliveries_lost:increase30m",
    window: "30m",
  },
};

const spansLost: Expression = {
  promql: (frame) =>
    // Without an exporter spans are for the program's own eyes: nothing is lost.
    growth(frame, series(frame, "ettl_spans_dropped_total", 'reason!="no_exporter"'), [
      "job",
      "instance",
      "reason",
    ]),
  unit: "short",
  says: "Spans that no collector took in the last quarter of an hour, by reason.",
  legend: "{{instance}} {{reason}}",
  record: {
    name: () => "job_instance_reason:ettl_spans_dropped:increase15m",
    window: "15m",
  },
};

export const telemetry = {
  deliveriesLost,
  spansLost,
  deliveries: {
    promql: (frame) =>
      growth(frame, series(frame, "ettl_alerts_deliveries_total"), ["channel", "outcome"]),
    unit: "short",
    says: "Alerts in the time that is shown, by channel and what became of them.",
    legend: "{{channel}} {{outcome}}",
  },
  deliveryDuration: {
    promql: (frame) =>
      `histogram_quantile(0.95, sum by (le, channel) (rate(${over(frame, series(frame, "ettl_alerts_delivery_duration_seconds_bucket"))})))`,
    unit: "s",
    says: "Time from an alert to its delivery, retries included: 0.95 of deliveries take less.",
    legend: "{{channel}}",
  },
  retries: {
    promql: (frame) => growth(frame, series(frame, "ettl_alerts_retries_total"), ["channel"]),
    unit: "short",
    says: "Attempts at a channel beyond the first, in the time that is shown.",
    legend: "{{channel}}",
  },
  queued: {
    promql: (frame) => series(frame, "ettl_alerts_queued"),
    unit: "short",
    says: "Alerts that wait for a channel or are on their way.",
    legend: "{{instance}} {{channel}}",
  },
  firing: {
    promql: (frame) => series(frame, "ettl_alerts_firing"),
    unit: "short",
    says: "Alerts of our programs that were sent and are not over. Each program tells its own.",
    legend: "{{job}} {{instance}}",
  },
  silences: {
    promql: (frame) => series(frame, "ettl_alerts_silences"),
    unit: "short",
    says: "Silences that are not over.",
    legend: "{{job}} {{instance}}",
  },
  prometheusFiring: {
    promql: () =>
      'max without (alertstate, source) (ALERTS{source="ettl", alertstate="firing", alertname!="Watchdog"})',
    unit: "none",
    says: "Alerts of Prometheus that fire, from the rules beside these dashboards.",
    legend: "{{alertname}} {{severity}} {{job}} {{instance}}",
  },
  spans: {
    promql: (frame) =>
      `sum by (job) (rate(${over(frame, series(frame, "ettl_spans_exported_total"))}))`,
    unit: "ops",
    says: "Spans each second that every collector took.",
    legend: "{{job}} exported",
  },
  spansStarted: {
    promql: (frame) =>
      `sum by (job) (rate(${over(frame, series(frame, "ettl_spans_started_total"))}))`,
    unit: "ops",
    says: "Spans that began each second, sampled or not.",
    legend: "{{job}} started",
  },
  spansDropped: {
    promql: (frame) =>
      `sum by (reason) (rate(${over(frame, series(frame, "ettl_spans_dropped_total"))}))`,
    unit: "ops",
    says: "Spans each second that were not exported, by reason. `no_exporter`: no collector is configured.",
    legend: "{{reason}}",
  },
  spansQueued: {
    promql: (frame) => series(frame, "ettl_spans_queued"),
    unit: "short",
    says: "Spans that ended and wait to be exported.",
    legend: "{{job}} {{instance}}",
  },
  logLines: {
    promql: (frame) =>
      `sum by (job, level) (rate(${over(frame, series(frame, "log_messages_total"))}))`,
    unit: "ops",
    says: "Lines of the log each second, by level.",
    legend: "{{job}} {{level}}",
  },
  logLinesDropped: {
    promql: (frame) =>
      `sum by (job, instance) (increase(${over(frame, series(frame, "ettl_log_lines_dropped_total"))}))`,
    unit: "short",
    says: "Lines of the log that could not be written.",
    legend: "{{job}} {{instance}} dropped",
  },
  logLinesSuppressed: {
    promql: (frame) =>
      `sum by (job, instance) (increase(${over(frame, series(frame, "ettl_log_lines_suppressed_total"))}))`,
    unit: "short",
    says: "Lines of the log that protection against bursts held back.",
    legend: "{{job}} {{instance}} suppressed",
  },
  seriesPerMetric: {
    promql: (frame) => `topk(15, count by (__name__) ({${frame.matchers}}))`,
    unit: "short",
    says: "The fifteen names with most series. Each combination of labels is one.",
    legend: "{{__name__}}",
  },
  samplesPerScrape: {
    promql: (frame) => series(frame, "scrape_samples_scraped"),
    unit: "short",
    says: "Samples in one answer of `/metrics`.",
    legend: "{{job}} {{instance}}",
  },
  /** It begins with the first overflow and stays until the program ends, as the overflow does. */
  seriesOverflow: {
    promql: (frame) =>
      `sum by (job, instance, metric) (${series(frame, "ettl_metric_series_overflow_total")})`,
    unit: "short",
    says: "Samples that went to `__overflow__`, for their metric had no room for another series.",
    legend: "{{instance}} {{metric}}",
  },
  samplesRefused: {
    promql: (frame) =>
      growth(frame, series(frame, "ettl_metric_samples_refused_total"), [
        "job",
        "instance",
        "metric",
      ]),
    unit: "short",
    says: "Samples that were refused, for their value or labels made no sense.",
    legend: "{{instance}} {{metric}}",
  },
  collectErrors: {
    promql: (frame) =>
      growth(frame, series(frame, "ettl_metric_collect_errors_total"), [
        "job",
        "instance",
        "metric",
        "reason",
      ]),
    unit: "short",
    says: "Times that a metric was left out of an answer of `/metrics`, for it could not be collected.",
    legend: "{{instance}} {{metric}}: {{reason}}",
  },
  scrapeDuration: {
    promql: (frame) => series(frame, "ettl_scrape_duration_seconds"),
    unit: "s",
    says: "How long a program took for its last answer of `/metrics`.",
    legend: "{{job}} {{instance}}",
  },
} satisfies Record<string, Expression>;
