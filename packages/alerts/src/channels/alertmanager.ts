import { type Alert, alertLevels } from "../alert.ts";
import type { Channel, SendOptions } from "../channel.ts";
import { checkedUrl, postJson } from "./post-json.ts";

/** Options of `alertmanager`. */
export interface AlertmanagerOptions {
  /** Address of Alertmanager, with its path prefix if it has one: `http://127.0.0.1:9093`. */
  readonly url: string;
  /** Added to each request, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How often a firing alert is sent again, in milliseconds, for Alertmanager forgets at a restart; 0: never.
   *
   * @default 60_000
   */
  readonly resendMs?: number | undefined;
  /** @default "alertmanager" */
  readonly name?: string | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

// Without an end Alertmanager resolves an alert by itself after resolve_timeout, 5 minutes.
const firingForMs = 24 * 60 * 60 * 1_000;

/**
 * Hands alerts to Prometheus Alertmanager, API v2. An alert fires there until it is resolved, or
 * for 24 hours after it was last sent.
 *
 * @throws {TypeError} for a bad URL.
 * @throws {RangeError} for a `resendMs` that is no time.
 */
export function alertmanager({
  url,
  headers,
  resendMs = 60_000,
  name = "alertmanager",
  fetch,
}: AlertmanagerOptions): Channel {
  const target = new URL(checkedUrl("alertmanager url", url));
  target.pathname = `${target.pathname.replace(/\/+$/, "")}/api/v2/alerts`;
  if (!(resendMs >= 0 && resendMs < 2 ** 31))
    throw new RangeError("alertmanager resendMs: expected milliseconds, or 0");
  const post = (alerts: readonly Alert[], { signal }: SendOptions) =>
    postJson({
      url: target.href,
      body: JSON.stringify(alerts.flatMap(alertsOf)),
      headers,
      signal,
      fetch,
    });
  return {
    name,
    type: "alertmanager",
    ...(resendMs > 0 && { resendMs }),
    send: (alert, options) => post([alert], options),
    sendGroup: post,
  };
}

function alertsOf(alert: Alert) {
  const { trace, dashboard, runbook } = alert.links ?? {};
  const annotations = {
    summary: alert.title,
    description: alert.message,
    // By it the alert is known when Alertmanager sends it back to a receiver of ours.
    ettl_fingerprint: alert.fingerprint,
    ...(alert.trace_id && { trace_id: alert.trace_id }),
    ...(alert.correlation_id && { correlation_id: alert.correlation_id }),
    ...(trace && { trace_url: trace }),
    ...(dashboard && { dashboard_url: dashboard }),
    ...(runbook && { runbook_url: runbook }),
  };
  const about = { annotations, ...(dashboard && { generatorURL: dashboard }) };
  if (alert.status === "firing") {
    const endsAt = new Date(Date.now() + firingForMs).toISOString();
    return [{ ...about, labels: labelsOf(alert, alert.level), startsAt: alert.timestamp, endsAt }];
  }
  // There the severity is part of an alert's identity, and ours may have fired at several.
  return alertLevels.map((level) => ({
    ...about,
    labels: labelsOf(alert, level),
    endsAt: alert.timestamp,
  }));
}

function labelsOf(alert: Alert, severity: string): Record<string, string> {
  const own = Object.entries(alert.labels ?? {}).map(([name, value]) => [labelName(name), value]);
  return {
    ...Object.fromEntries(own),
    alertname: alert.title || "(no title)",
    source: alert.source,
    severity,
  };
}

// https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels
function labelName(name: string): string {
  const legal = name.replace(/[^a-zA-Z0-9_]/g, "_");
  return /^[a-zA-Z_]/.test(legal) ? legal : `_${legal}`;
}
