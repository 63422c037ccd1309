import type { Alerts } from "@ettl/alerts";
import type { Logger } from "@ettl/logging";
import type { Metrics } from "@ettl/metrics";
import { type Attributes, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { type ExportAlertOptions, successAlerts } from "./export-alerts.ts";
import type { OperationDurations } from "./operation-durations.ts";
import type { OperationContext, OperationScope, Outcome } from "./operation-scope.ts";
import { errorCode, errorMessage, statusCodeOf } from "./outcome.ts";

type Work<T> = (context: OperationContext) => T | Promise<T>;

/** What an operation is recorded with. */
export interface OperationOptions {
  /**
   * Few values each: they become labels of the metric, and attributes and log fields. The metric's
   * own label `status` can't be replaced.
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Any values: span attributes only. */
  readonly attributes?: Attributes;
  /**
   * Whether a failure raises an alert, which the next success resolves.
   *
   * @default "never"
   */
  readonly alertOn?: "never" | "failure";
}

/** What an export is recorded with. */
export interface ExportOptions {
  /**
   * What is written; a label of the metric.
   *
   * @default "csv"
   */
  readonly format?: string;
  /** Any values: span attributes only. */
  readonly attributes?: Attributes;
  /**
   * Whether a failure raises an alert, which the next success resolves; `always` also notifies of
   * each success, whatever `alerts.export_success` says.
   *
   * @default "failure"
   */
  readonly alertOn?: "never" | "failure" | "always";
}

/** Which call of another service's API it is. */
export interface ApiCall {
  readonly service: string;
  /** A template such as `/users/{id}`: it becomes a label and must have few values. */
  readonly endpoint: string;
  readonly method: string;
  /** How often the same request was sent before: 0 or left out for the first attempt. */
  readonly resendCount?: number | undefined;
}

/** The three ways to run something observed. Each returns what `fn` returns and rethrows what it throws. */
export interface Operations {
  /** Anything: a span, log lines, and `<name>_duration_seconds{status,…labels}` with exemplar. */
  operation<T>(name: string, fn: Work<T>): Promise<T>;
  operation<T>(name: string, options: OperationOptions, fn: Work<T>): Promise<T>;
  /** One export of `type`: counters, duration, log lines, a span, and an alert if it fails. */
  exportOperation<T>(type: string, fn: Work<T>): Promise<T>;
  exportOperation<T>(type: string, options: ExportOptions, fn: Work<T>): Promise<T>;
  /** One call of another service, with the real status code of what `fn` returns or throws. */
  apiCall<T>(call: ApiCall, fn: Work<T>): Promise<T>;
}

/** What operations record to. */
export interface OperationParts {
  readonly scope: OperationScope;
  readonly metrics: Metrics;
  readonly alerts: Alerts;
  readonly durations: OperationDurations;
  readonly exportAlerts: ExportAlertOptions;
}

export function createOperations({
  scope,
  metrics,
  alerts,
  durations,
  exportAlerts,
}: OperationParts): Operations {
  const alertOnSuccess = successAlerts(alerts, exportAlerts);
  const alertAbout = (
    what: {
      readonly title: string;
      readonly source: string;
      readonly labels: Record<string, string>;
    },
    { status, error, durationSeconds }: Outcome,
  ) => {
    if (status === "cancelled") return;
    if (status === "success") {
      void alerts.resolve(what, { waitMs: 0 });
      return;
    }
    const metadata = { duration_seconds: durationSeconds, error_code: errorCode(error) };
    const alert = { ...what, level: "error" as const, message: errorMessage(error), metadata };
    void alerts.send(alert, { waitMs: 0 });
  };

  return {
    operation<T>(name: string, ...rest: [Work<T>] | [OperationOptions, Work<T>]) {
      const [options, fn] = rest.length === 1 ? [{}, rest[0]] : rest;
      const { labels = {}, attributes = {}, alertOn = "never" } = options;
      return scope.run(
        {
          spanName: name,
          spanOptions: { attributes: { ...attributes, ...labels } },
          fields: { operation: name, ...labels },
          began: ({ logger }) => logger.info("operation.started"),
          ended(outcome, { logger }) {
            durations.record(name, labels, outcome.status, outcome.durationSeconds);
            logEnd("operation", outcome, logger);
            const alert = { title: `Operation failed: ${name}`, source: "operation", labels };
            if (alertOn === "failure") alertAbout(alert, outcome);
          },
        },
        fn,
      );
    },

    exportOperation<T>(type: string, ...rest: [Work<T>] | [ExportOptions, Work<T>]) {
      const [{ format = "csv", attributes, alertOn = "failure" }, fn] =
        rest.length === 1 ? [{} as ExportOptions, rest[0]] : rest;
      return scope.run(
        {
          spanName: `export ${type}`,
          spanOptions: {
            attributes: { ...attributes, "export.type": type, "export.format": format },
          },
          fields: { component: "exporter", operation_type: type, format },
          began: ({ logger }) => logger.info("export.started"),
          ended(outcome, { logger }) {
            const { status, durationSeconds, error } = outcome;
            metrics.recordExport({ type, status, format, durationSeconds });
            metrics.recordJob({ job: type, status, durationSeconds });
            if (status === "error")
              metrics.recordExportError({
                type,
                errorCode: errorCode(error),
                component: "exporter",
              });
            logEnd("export", outcome, logger);
            if (alertOn === "never") return;
            const labels = { type };
            alertAbout({ title: `Export failed: ${type}`, source: "export", labels }, outcome);
            if (status === "success") alertOnSuccess(type, durationSeconds, alertOn === "always");
          },
        },
        fn,
      );
    },

    apiCall<T>({ service, endpoint, method, resendCount = 0 }: ApiCall, fn: Work<T>) {
      return scope.run(
        {
          spanName: `${method} ${endpoint}`,
          spanOptions: {
            kind: SpanKind.CLIENT,
            attributes: {
              "http.request.method": method,
              "url.template": endpoint,
              "service.peer.name": service,
              ...(resendCount > 0 && { "http.request.resend_count": resendCount }),
            },
          },
          fields: { service, endpoint, method },
          ended({ status, error, durationSeconds }, { span, logger }, value) {
            const code = statusCodeOf(status === "success" ? value : error);
            const statusCode = code ?? "none";
            metrics.recordApiCall({ service, endpoint, method, statusCode, durationSeconds });
            if (code !== undefined) span.setAttribute("http.response.status_code", code);
            const line = { status_code: statusCode, duration_ms: milliseconds(durationSeconds) };
            const refused = code !== undefined && code >= 400;
            if (status === "success" && !refused) {
              logger.debug(line, "api_call.completed");
              return;
            }
            const errorType = refused ? String(code) : errorCode(error);
            metrics.recordApiCallError({ service, endpoint, errorType });
            if (status === "success") {
              span.setAttribute("error.type", errorType);
              span.setStatus({ code: SpanStatusCode.ERROR });
            }
            const reason = error === undefined ? {} : { reason: errorMessage(error) };
            logger.warn({ ...line, ...reason }, "api_call.failed");
          },
        },
        fn,
      );
    },
  };
}

const milliseconds = (seconds: number) => Math.round(seconds * 1000);

function logEnd(kind: "operation" | "export", outcome: Outcome, logger: Logger): void {
  const { status, error, durationSeconds, figures } = outcome;
  const fields = { duration_ms: milliseconds(durationSeconds), ...figures };
  if (status === "success") logger.info(fields, `${kind}.completed`);
  else if (status === "cancelled")
    logger.warn({ ...fields, reason: errorMessage(error) }, `${kind}.cancelled`);
  else logger.error({ ...fields, error_code: errorCode(error), error }, `${kind}.failed`);
}
