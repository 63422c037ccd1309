import { type Expression, use } from "../expression.ts";
import { growth, over, own, ratio, series } from "../frame.ts";

/** Ended exports over one window, however few. */
const ended: Expression = {
  promql: (frame) =>
    growth(frame, own(frame, "exports_total", 'status!="cancelled"'), ["job", "type", "status"]),
  unit: "short",
  says: "Exports that ended, by type and status. Those that were cancelled do not count.",
  legend: "{{type}} {{status}}",
  record: { name: (prefix) => `job_type_status:${prefix}exports:increase1d`, window: "1d" },
};

const lastSuccess: Expression = {
  promql: (frame) =>
    `max by (job, job_name) (max_over_time(${over(frame, series(frame, "job_last_success_timestamp_seconds"))}))`,
  unit: "dateTimeAsIso",
  says: "When an export last succeeded, as any program told it within three days.",
  legend: "{{job_name}}",
  record: {
    name: () => "job_job_name:job_last_success_timestamp_seconds:max3d",
    window: "3d",
  },
};

export const exports = {
  ended,
  successRatio: {
    promql(frame) {
      const all = `sum by (job) (${use(ended, frame)})`;
      // Grafana has no recorded series to select from, so the selection is part of the expression.
      const good = frame.recorded
        ? `sum by (job) (${use(ended, { ...frame, matchers: `${frame.matchers}, status="success"` })})`
        : growth({ ...frame, window: "1d" }, own(frame, "exports_total", 'status="success"'), [
            "job",
          ]);
      return ratio(good, all);
    },
    unit: "percentunit",
    says: "Share of the exports of the last 24 hours that succeeded.",
    legend: "{{job}}",
    record: { name: (prefix) => `job:${prefix}exports:success_ratio1d`, window: "1d" },
  },
  rangeSuccessRatio: {
    promql: (frame) =>
      ratio(
        growth(frame, own(frame, "exports_total", 'status="success"'), ["job"]),
        growth(frame, own(frame, "exports_total", 'status!="cancelled"'), ["job"]),
      ),
    unit: "percentunit",
    says: "Share of the exports in the time that is shown that succeeded.",
    legend: "{{job}}",
  },
  duration: {
    promql: (frame) =>
      `histogram_quantile(0.95, sum by (le, type) (rate(${over(frame, own(frame, "export_duration_seconds_bucket"))})))`,
    unit: "s",
    says: "How long exports take at most, but for one in twenty, by type. Points are exports; a click opens the trace.",
    legend: "{{type}}",
  },
  lastDuration: {
    promql: (frame) => `max by (job, job_name) (${series(frame, "job_last_duration_seconds")})`,
    unit: "s",
    says: "How long the last run of each export took.",
    legend: "{{job_name}}",
  },
  lastRunSucceeded: {
    promql: (frame) =>
      `min by (job, instance, job_name) (${series(frame, "job_last_run_succeeded")})`,
    unit: "none",
    says: "1 if the last run of an export succeeded, 0 if it failed.",
    legend: "{{job_name}}",
  },
  lastSuccess,
  sinceSuccess: {
    promql: (frame) => `time() - ${use(lastSuccess, frame)}`,
    unit: "s",
    says: "Time since each export last succeeded.",
    legend: "{{job_name}}",
  },
  missingRuns: {
    promql: (frame) =>
      `absent_over_time(${series(frame, "job_last_run_timestamp_seconds")}[26h]) and on () (max(${series(frame, "up")} offset 26h) >= 0)`,
    unit: "none",
    says: "1 if no program told of an export in 26 hours, though there were programs then.",
    legend: "no export",
  },
  errors: {
    promql: (frame) =>
      growth(frame, own(frame, "export_errors_total"), ["type", "error_code", "component"]),
    unit: "short",
    says: "Errors that ended exports in the time that is shown, by what they were.",
    legend: "{{type}}: {{error_code}} in {{component}}",
  },
  rows: {
    promql: (frame) => growth(frame, own(frame, "movies_exported_total"), ["category", "status"]),
    unit: "short",
    says: "Rows of films in the time that is shown: written, or left out for a reason.",
    legend: "{{category}} {{status}}",
  },
  ratings: {
    promql: (frame) => growth(frame, own(frame, "ratings_exported_total"), ["rating_value"]),
    unit: "short",
    says: "Ratings written in the time that is shown, by their value.",
    legend: "{{rating_value}}",
  },
  watchlist: {
    promql: (frame) => growth(frame, own(frame, "watchlist_exported_total"), ["item_type"]),
    unit: "short",
    says: "Entries of the watchlist written in the time that is shown.",
    legend: "{{item_type}}",
  },
  cacheHitRate: {
    promql: (frame) => `avg by (cache_type) (${own(frame, "cache_hit_rate")})`,
    unit: "percent",
    says: "Hits of each cache, in percent of what was asked of it.",
    legend: "{{cache_type}}",
  },
  pages: {
    promql: (frame) => growth(frame, series(frame, "ettl_exporter_pages_total"), ["source"]),
    unit: "short",
    says: "Pages of Trakt's lists in the time that is shown: asked for, or kept from an earlier run.",
    legend: "{{source}}",
  },
  rateLimitWait: {
    promql: (frame) =>
      `sum by (job) (increase(${over(frame, series(frame, "ettl_exporter_rate_limit_wait_seconds_total"))}))`,
    unit: "s",
    says: "Time in each interval that requests waited for Trakt's budget.",
    legend: "{{job}}",
  },
  reconciliationGap: {
    promql: (frame) => `abs(${series(frame, "ettl_exporter_reconciliation_gap")})`,
    unit: "short",
    says: "Rows that Trakt announced and that were neither written nor left out for a reason. 0 is right.",
    legend: "{{type}}",
  },
  run: {
    promql: (frame) =>
      `histogram_quantile(0.95, sum by (le, status) (rate(${over(frame, series(frame, "export_run_duration_seconds_bucket"))})))`,
    unit: "s",
    says: "How long a run of all exports takes at most, but for one in twenty.",
    legend: "{{status}}",
  },
} satisfies Record<string, Expression>;
