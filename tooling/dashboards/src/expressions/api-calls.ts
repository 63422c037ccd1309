import { type Expression, use } from "../expression.ts";
import { growth, over, own, ratio } from "../frame.ts";

const calls: Expression = {
  promql: (frame) => growth(frame, own(frame, "api_calls_total"), ["job", "service"]),
  unit: "short",
  says: "Calls of other services.",
  legend: "{{service}}",
  record: { name: (prefix) => `job_service:${prefix}api_calls:increase30m`, window: "30m" },
};

const errors: Expression = {
  promql: (frame) => growth(frame, own(frame, "api_call_errors_total"), ["job", "service"]),
  unit: "short",
  says: "Calls of other services that failed.",
  legend: "{{service}}",
  record: { name: (prefix) => `job_service:${prefix}api_call_errors:increase30m`, window: "30m" },
};

const errorRatio: Expression = {
  promql: (frame) => ratio(use(errors, frame), use(calls, frame)),
  unit: "percentunit",
  says: "Share of the calls of a service in the last half hour that failed.",
  legend: "{{service}}",
  record: {
    name: (prefix) => `job_service:${prefix}api_call_errors:ratio30m`,
    window: "30m",
  },
};

/** Of bursts, too: a daily job makes all its calls between two scrapes. */
const quantile = (share: string): Expression => ({
  promql: (frame) =>
    `histogram_quantile(${share}, ${growth(frame, own(frame, "api_call_duration_seconds_bucket"), ["job", "service", "le"])})`,
  unit: "s",
  says: `How long calls of a service took in the last half hour: ${share} of them took less.`,
  legend: "{{service}}",
  record: {
    name: (prefix) => `job_service:${prefix}api_call_duration_seconds:histogram_quantile30m`,
    window: "30m",
    labels: { quantile: share },
  },
});

const panelQuantile = (share: string, name: string): Expression => ({
  promql: (frame) =>
    `histogram_quantile(${share}, sum by (le, service) (rate(${over(frame, own(frame, "api_call_duration_seconds_bucket"))})))`,
  unit: "s",
  says: `How long calls of each service take: ${share} of them take less. Points are calls; a click opens the trace.`,
  legend: `{{service}} ${name}`,
});

export const apiCalls = {
  calls,
  errors,
  errorRatio,
  /** One failed call of two is no news; so it asks for several. */
  frequentErrorRatio: {
    promql: (frame) => `${use(errorRatio, frame)} and ${use(errors, frame)} >= 3`,
    unit: "percentunit",
    says: "Share of the calls of a service in the last half hour that failed, where at least three did.",
    legend: "{{service}}",
  },
  p50: quantile("0.5"),
  p95: quantile("0.95"),
  p99: quantile("0.99"),
  panelP50: panelQuantile("0.5", "p50"),
  panelP95: panelQuantile("0.95", "p95"),
  panelP99: panelQuantile("0.99", "p99"),
  rateByStatus: {
    promql: (frame) =>
      `sum by (service, status_code) (rate(${over(frame, own(frame, "api_calls_total"))}))`,
    unit: "reqps",
    says: "Calls of other services each second, by the status of the answer.",
    legend: "{{service}} {{status_code}}",
  },
  slowest: {
    promql: (frame) =>
      `topk(10, histogram_quantile(0.95, sum by (le, service, endpoint, method) (rate(${over(frame, own(frame, "api_call_duration_seconds_bucket"))}))))`,
    unit: "s",
    says: "The ten endpoints that take longest: 0.95 of their calls take less.",
    legend: "{{method}} {{service}} {{endpoint}}",
  },
  errorsByType: {
    promql: (frame) =>
      growth(frame, own(frame, "api_call_errors_total"), ["service", "endpoint", "error_type"]),
    unit: "short",
    says: "Calls that failed in the time that is shown, by endpoint and kind of failure.",
    legend: "{{service}} {{endpoint}}: {{error_type}}",
  },
} satisfies Record<string, Expression>;
