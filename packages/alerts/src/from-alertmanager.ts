import type { AlertInput, AlertLevel } from "./alert.ts";
import type { Alerts } from "./alerts.ts";

/** What became of a notification of Alertmanager. */
export interface AlertmanagerReceipt {
  /** Alerts taken over. */
  readonly accepted: number;
  /** Alerts that came from an alerter in the first place, and those that could not be read. */
  readonly ignored: number;
}

/** The most alerts of one notification. */
const maxAlerts = 10_000;

const levels: Readonly<Record<string, AlertLevel>> = {
  info: "info",
  none: "info",
  warning: "warning",
  error: "error",
  critical: "critical",
  page: "critical",
};

/**
 * Takes over what Prometheus Alertmanager posts to a webhook receiver (payload version 4):
 * `alertname` is the title, `severity` the level, the other labels tell alerts apart.
 *
 * @throws {TypeError} for a body that is no such payload.
 */
export async function takeFromAlertmanager(
  alerts: Alerts,
  payload: unknown,
): Promise<AlertmanagerReceipt> {
  const given = recordOf(payload)?.alerts;
  if (!Array.isArray(given) || given.length > maxAlerts)
    throw new TypeError(
      `expected the JSON of an Alertmanager webhook, version 4, with at most ${maxAlerts} alerts`,
    );
  const read = given.flatMap((one) => readAlert(one) ?? []);
  // With a store each waits for its commit: so all of them for the same one.
  await Promise.all(
    read.map(({ isResolved, input }) =>
      isResolved ? alerts.resolve(input, { waitMs: 0 }) : alerts.send(input, { waitMs: 0 }),
    ),
  );
  return { accepted: read.length, ignored: given.length - read.length };
}

function readAlert(
  given: unknown,
): { readonly isResolved: boolean; readonly input: AlertInput } | undefined {
  const alert = recordOf(given);
  const labels = textsOf(alert?.labels);
  const annotations = textsOf(alert?.annotations);
  // Sent there by an alerter: taking it back would send it round for ever.
  if (!alert || !labels || annotations?.ettl_fingerprint !== undefined) return undefined;
  const { alertname, severity = "", ...rest } = labels;
  const { summary, description, ...others } = annotations ?? {};
  return {
    isResolved: alert.status === "resolved",
    input: {
      level: levels[severity.toLowerCase()] ?? "warning",
      title: alertname ?? "(no alertname)",
      message: description ?? summary ?? annotations?.message ?? "",
      source: "alertmanager",
      labels: rest,
      metadata: {
        ...(summary !== undefined && description !== undefined && { summary }),
        ...others,
        ...textsOf({ starts_at: alert.startsAt, generator_url: alert.generatorURL }),
      },
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  const record = recordOf(value);
  if (!record) return undefined;
  const entries = Object.entries(record).filter(([, text]) => typeof text === "string");
  return Object.fromEntries(entries) as Record<string, string>;
}
