import type { HealthCheckResult, HealthStatus } from "@ettl/health";
import type { TargetConfig } from "../config/targets.ts";
import { callHttp, type HttpAnswer, NoAnswer } from "./call-http.ts";
import { canBeWritten } from "./can-be-written.ts";
import { createTargetAlerts, type TargetAlerts } from "./target-alerts.ts";
import { createTargetMetrics } from "./target-metrics.ts";
import { reportedHealth, statusWords } from "./target-status.ts";

/** What of a target's table is about the target itself. */
export type TargetOptions = Pick<TargetConfig, "name" | "url"> &
  Partial<Pick<TargetConfig, "token" | "metricsPath" | "charts">>;

/** What one look at a target found, beside its health. */
export interface TargetLook {
  /** Values of the metrics that charts show, by name, summed over labels; undefined: there were none. */
  readonly values: ReadonlyMap<string, number> | undefined;
}

/** A program with ettl's routes that is watched. */
export interface Target {
  readonly config: TargetOptions;
  /** Scheme, host and port: all of its address that is shown. */
  readonly origin: string;
  /** What `/telemetry/status` answered last; undefined while only its readiness is known. */
  readonly status: Readonly<Record<string, unknown>> | undefined;
  /** When it answered that, in milliseconds since 1970. */
  readonly statusAtMs: number | undefined;
  /** Whether the last look got an answer: else `status` is of an earlier one. */
  readonly isStatusCurrent: boolean;
  readonly alerts: TargetAlerts;
  /** Looks at it once. Throws when there is no answer. */
  check(signal: AbortSignal): Promise<HealthCheckResult>;
  /** Asks one of its routes with its token, for a page or a person. */
  ask(path: string, options: AskOptions): Promise<HttpAnswer>;
}

/** How a target is asked. */
export interface AskOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly body?: string;
  readonly signal: AbortSignal;
}

const maxStatusBytes = 2 * 1024 * 1024;
const maxMetricsBytes = 32 * 1024 * 1024;
const maxAnswerBytes = 8 * 1024 * 1024;
/** A target without `/telemetry/status` is asked for it again after so many looks: it may have got a newer version. */
const looksUntilAskedAgain = 20;

/** Watches one target; `onLook` gets what each successful look found. */
export function createTarget(config: TargetOptions, onLook: (look: TargetLook) => void): Target {
  const { origin } = new URL(config.url);
  const urlOf = (path: string) => {
    const url = new URL(config.url);
    const [pathname = "", search = ""] = path.split("?", 2);
    url.pathname = pathname;
    url.search = search;
    url.hash = "";
    return url;
  };
  const authorization =
    config.token === undefined ? undefined : { Authorization: `Bearer ${config.token}` };
  const urls = {
    status: urlOf("/telemetry/status"),
    ready: urlOf("/health/ready"),
    metrics: urlOf(config.metricsPath ?? "/metrics"),
  };
  const metrics = createTargetMetrics(config.charts ?? []);
  let status: Readonly<Record<string, unknown>> | undefined;
  let statusAtMs: number | undefined;
  let isStatusCurrent = false;
  let looksWithout = 0;

  const get = (url: URL, signal: AbortSignal, maxBytes: number, accept: string) =>
    callHttp(url, { signal, maxBytes, headers: { Accept: accept, ...authorization } });
  const ask: Target["ask"] = (path, { method = "GET", body, signal }) =>
    callHttp(urlOf(path), {
      method,
      signal,
      maxBytes: maxAnswerBytes,
      headers: { Accept: "application/json, */*;q=0.5", ...authorization },
      ...(body !== undefined && { body }),
    });
  const alerts = createTargetAlerts(ask);

  /** The status, or why there is none. */
  const askStatus = async (signal: AbortSignal) => {
    if (looksWithout > 0 && looksWithout < looksUntilAskedAgain) {
      looksWithout += 1;
      return undefined;
    }
    const answer = await get(urls.status, signal, maxStatusBytes, "application/json");
    const found = answer.status === 200 ? objectOf(answer.body) : undefined;
    const health = reportedHealth(found);
    // What is just being started anew, or behind a proxy that can't reach it, has it all the same.
    looksWithout = health || answer.status >= 500 ? 0 : 1;
    return health && { found, health, code: answer.status };
  };

  /** Of a program without `/telemetry/status`, or whose token is not known. */
  const askReadiness = async (signal: AbortSignal): Promise<HealthCheckResult> => {
    const answer = await get(urls.ready, signal, maxStatusBytes, "application/json");
    const said = objectOf(answer.body)?.status;
    const word = statusWords.find((one) => one === said);
    const ok = answer.status >= 200 && answer.status < 300;
    return {
      status: !ok ? "unhealthy" : (word ?? "healthy"),
      message: `${answer.status} from ${origin}${word === undefined ? "" : `, which reports ${word}`}`,
      details: { status_code: answer.status },
    };
  };

  /** The metrics' values, or what is wrong with them. */
  const readMetrics = async (signal: AbortSignal) => {
    const { status: code, body } = await get(
      urls.metrics,
      signal,
      maxMetricsBytes,
      "text/plain;version=0.0.4",
    );
    // Off, elsewhere, or only with another token: its health does not hang on it.
    if (code !== 200) return { values: undefined };
    return metrics.read(body);
  };

  return {
    config,
    origin,
    get status() {
      return status;
    },
    get statusAtMs() {
      return statusAtMs;
    },
    get isStatusCurrent() {
      return isStatusCurrent;
    },
    alerts,
    ask,
    async check(signal) {
      try {
        const startMs = performance.now();
        const told = await askStatus(signal).catch((error: unknown) => {
          isStatusCurrent = false;
          throw error;
        });
        const responseTimeMs = Math.round(performance.now() - startMs);
        status = told?.found;
        statusAtMs = status && Date.now();
        isStatusCurrent = true;
        if (!told) {
          const result = await askReadiness(signal);
          onLook({ values: undefined });
          return { ...result, details: { ...result.details, response_time_ms: responseTimeMs } };
        }
        const { values, problem } = told.found?.metrics_enabled
          ? { problem: undefined, ...(await readMetrics(signal)) }
          : { values: undefined, problem: undefined };
        await alerts.refresh(told.found?.alerts, signal);
        onLook({ values });
        const { status: word, reason } = told.health;
        const parts = [`${told.code} from ${origin}, which reports ${word}`, reason, problem];
        return {
          status: problem !== undefined && word === "healthy" ? "degraded" : (word as HealthStatus),
          message: parts.filter((part) => part !== undefined).join(": "),
          details: { status_code: told.code, response_time_ms: responseTimeMs },
        };
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        throw new Error(`no answer from ${origin}: ${error.message}`, { cause: error });
      }
    },
  };
}

function objectOf(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      canBeWritten(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
