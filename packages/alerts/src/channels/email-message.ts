import type { Alert } from "../alert.ts";
import { truncate } from "../truncate.ts";

/** Writes the mail of an alert: one line of subject, text, and the headers that make threads. */
export function emailMessage(
  alert: Alert,
  { from, to }: { readonly from: string; readonly to: readonly string[] },
) {
  const state = alert.status === "resolved" ? "RESOLVED" : alert.level.toUpperCase();
  const thread = `<${alert.fingerprint}@alerts.ettl>`;
  return {
    from,
    to: [...to],
    subject: oneLine(truncate(`[${state}] ${alert.title}`, 200)),
    text: textOf(alert),
    messageId: `<${alert.id}@alerts.ettl>`,
    inReplyTo: thread,
    references: thread,
    // RFC 3834: no out-of-office replies, please.
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

function textOf(alert: Alert): string {
  const labels = Object.entries(alert.labels ?? {}).map(([name, value]) => `${name}: ${value}`);
  const facts = [
    `level: ${alert.level}`,
    `status: ${alert.status}`,
    `source: ${alert.source}`,
    `time: ${alert.timestamp}`,
    ...labels,
    alert.trace_id && `trace: ${alert.trace_id}`,
    alert.correlation_id && `correlation: ${alert.correlation_id}`,
    `fingerprint: ${alert.fingerprint}`,
  ].filter(Boolean);
  const metadata = alert.metadata ? `\n\n${JSON.stringify(alert.metadata, null, 2)}` : "";
  return `${alert.title}\n\n${alert.message}\n\n${facts.join("\n")}${metadata}\n`;
}

/** Control characters, and those that turn the writing direction around, become spaces. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ");
}
