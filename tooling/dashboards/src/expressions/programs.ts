import type { Expression } from "../expression.ts";
import { type Frame, over, own, ratio, series } from "../frame.ts";

export const programs = {
  up: {
    promql: (frame) => series(frame, "up"),
    unit: "none",
    says: "1 while Prometheus reaches a program.",
    legend: "{{job}} {{instance}}",
  },
  absent: {
    promql: (frame) => `absent(${series(frame, "up")})`,
    unit: "none",
    says: "1 if Prometheus knows of no program.",
    legend: "none",
  },
  /** Always so: that this alert arrives shows that the way of alerts works. */
  always: {
    promql: () => "vector(1)",
    unit: "none",
    says: "Always 1.",
    legend: "always",
  },
  count: {
    promql: (frame) => `count by (job) (${series(frame, "up")} == 1)`,
    unit: "short",
    says: "Programs that Prometheus reaches.",
    legend: "{{job}}",
  },
  build: {
    promql: (frame) => series(frame, "ettl_build_info"),
    unit: "none",
    says: "Which version runs where, and on which Node.",
    legend: "{{instance}} {{version}} on Node {{node_version}}",
  },
  uptime: {
    promql: (frame) => `time() - ${own(frame, "start_time_seconds")}`,
    unit: "s",
    says: "Time since each program started.",
    legend: "{{job}} {{instance}}",
  },
  restarts: {
    promql: (frame) => `changes(${series(frame, "process_start_time_seconds")}[30m])`,
    unit: "short",
    says: "Starts of a program in the last half hour.",
    legend: "{{job}} {{instance}}",
  },
  health: {
    promql: (frame) => `min by (job, instance) (${own(frame, "health_status")})`,
    unit: "none",
    says: "Health of each program: 1 healthy, 0.5 degraded, 0 unhealthy.",
    legend: "{{job}} {{instance}}",
  },
  components: {
    promql: (frame) => `min by (job, instance, component) (${own(frame, "component_health")})`,
    unit: "none",
    says: "Health of each component: 1 healthy, 0.5 degraded, 0 unhealthy or unknown.",
    legend: "{{instance}} {{component}}",
  },
  ownComponents: {
    promql: ownComponents,
    unit: "none",
    says: "Health of each component of a program, 1 healthy, 0.5 degraded, 0 unhealthy; what a monitor watches is another matter.",
    legend: "{{instance}} {{component}}",
  },
  degradedComponents: {
    promql: (frame) => `${ownComponents(frame)} == 0.5`,
    unit: "none",
    says: "Components that are degraded.",
    legend: "{{instance}} {{component}}",
  },
  checks: {
    promql: (frame) => `count by (status) (${series(frame, "health_check_status")} == 1)`,
    unit: "short",
    says: "Health checks by the status that they have.",
    legend: "{{status}}",
  },
  checkDuration: {
    promql: (frame) =>
      `histogram_quantile(0.95, sum by (le, check) (rate(${over(frame, series(frame, "health_check_duration_seconds_bucket"))})))`,
    unit: "s",
    says: "How long each health check takes: 0.95 of its runs take less.",
    legend: "{{check}}",
  },
  serverErrorRatio: {
    promql(frame) {
      // `/health` answers 503 to say what it has to say.
      const answers = (...more: readonly string[]) =>
        `sum by (job, instance) (rate(${over(frame, series(frame, "http_server_request_duration_seconds_count", ...more, 'http_route!~"/health.*"'))}))`;
      return ratio(answers('http_response_status_code=~"5.."'), answers());
    },
    unit: "percentunit",
    says: "Share of the requests to a program that it failed to answer, health checks aside.",
    legend: "{{job}} {{instance}}",
  },
  requests: {
    promql: (frame) =>
      `sum by (http_route, http_response_status_code) (rate(${over(frame, series(frame, "http_server_request_duration_seconds_count"))}))`,
    unit: "reqps",
    says: "Requests to our programs each second, by route and status.",
    legend: "{{http_route}} {{http_response_status_code}}",
  },
  requestDuration: {
    promql: (frame) =>
      `histogram_quantile(0.95, sum by (le, http_route) (rate(${over(frame, series(frame, "http_server_request_duration_seconds_bucket"))})))`,
    unit: "s",
    says: "How long our programs take to answer, by route: 0.95 of requests take less.",
    legend: "{{http_route}}",
  },
  refusedRequests: {
    promql: (frame) =>
      `sum by (job, instance) (increase(${over(frame, series(frame, "ettl_server_connections_refused_total"))})) + sum by (job, instance) (increase(${over(frame, series(frame, "ettl_server_requests_refused_total"))}))`,
    unit: "short",
    says: "Connections and requests that a program's server refused.",
    legend: "{{job}} {{instance}}",
  },
  connections: {
    promql: (frame) => series(frame, "ettl_server_connections"),
    unit: "short",
    says: "Open connections to the server of each program.",
    legend: "{{job}} {{instance}}",
  },
} satisfies Record<string, Expression>;

/**
 * Without what a monitor watches, which are components of it, too: those have alerts of their own,
 * and a job that has never run is unknown, which counts as 0 here.
 */
function ownComponents(frame: Frame): string {
  const health = own(frame, "component_health", 'component!~"(probe|heartbeat):.*"');
  const targets = series(frame, "ettl_watch_status_since_timestamp_seconds", 'kind="target"');
  const asComponents = `label_replace(${targets}, "component", "$1", "watch", "(.*)")`;
  return `(min by (job, instance, component) (${health}) unless on (job, instance, component) ${asComponents})`;
}
