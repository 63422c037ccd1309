import type { Alert } from "../alert.ts";
import { truncate } from "../truncate.ts";
import { namedLinks } from "./alert-links.ts";

interface Addresses {
  readonly from: string;
  readonly to: readonly string[];
}

const maxUrl = 2_048;

/** Writes the mail of an alert: one line of subject, text and HTML, and the headers that make threads. */
export function emailMessage(alert: Alert, addresses: Addresses) {
  return mail(addresses, {
    subject: `[${stateOf(alert)}] ${alert.title}`,
    // The mails of one alert, its end among them, are one thread.
    thread: alert.fingerprint,
    id: alert.id,
    text: textOf(alert),
    html: htmlOf(alert),
  });
}

/** Writes one mail of several alerts of one source and status. */
export function emailDigest(alerts: readonly Alert[], addresses: Addresses) {
  const [first] = alerts;
  const state = first?.status === "resolved" ? "RESOLVED" : "FIRING";
  return mail(addresses, {
    subject: `[${state}] ${alerts.length} alerts from ${first?.source ?? ""}`,
    thread: first?.fingerprint ?? "",
    id: first?.id ?? "",
    text: alerts.map(textOf).join(`\n${"-".repeat(40)}\n\n`),
    html: alerts.map(htmlOf).join("<hr>\n"),
  });
}

function mail(
  { from, to }: Addresses,
  given: {
    readonly subject: string;
    readonly thread: string;
    readonly id: string;
    readonly text: string;
    readonly html: string;
  },
) {
  const thread = `<${given.thread}@alerts.ettl>`;
  return {
    from,
    to: [...to],
    subject: oneLine(truncate(given.subject, 200)),
    text: given.text,
    html: `<!doctype html>\n<html><body style="font-family: sans-serif">\n${given.html}</body></html>\n`,
    messageId: `<${given.id}@alerts.ettl>`,
    inReplyTo: thread,
    references: thread,
    // RFC 3834: no out-of-office replies, please.
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

const stateOf = (alert: Alert) =>
  alert.status === "resolved" ? "RESOLVED" : alert.level.toUpperCase();

function factsOf(alert: Alert): readonly (readonly [name: string, value: string])[] {
  const facts: [string, string | undefined][] = [
    ["level", alert.level],
    ["status", alert.status],
    ["source", alert.source],
    ["time", alert.timestamp],
    ...Object.entries(alert.labels ?? {}),
    ["trace", alert.trace_id],
    ["correlation", alert.correlation_id],
    ["fingerprint", alert.fingerprint],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

function textOf(alert: Alert): string {
  const facts = factsOf(alert).map(([name, value]) => `${name}: ${value}`);
  const links = namedLinks(alert, maxUrl).map(({ text, href }) => `${text}: ${href}`);
  const metadata = alert.metadata ? `\n\n${JSON.stringify(alert.metadata, null, 2)}` : "";
  return `${alert.title}\n\n${alert.message}\n\n${[...facts, ...links].join("\n")}${metadata}\n`;
}

const colours = { info: "#2563eb", warning: "#b45309", error: "#b91c1c", critical: "#7f1d1d" };

function htmlOf(alert: Alert): string {
  const colour = alert.status === "resolved" ? "#15803d" : colours[alert.level];
  const rows = factsOf(alert).map(
    ([name, value]) =>
      `<tr><td style="color: #666">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>\n`,
  );
  const links = namedLinks(alert, maxUrl).map(
    ({ text, href }) => `<a href="${escapeHtml(href)}">${text}</a>`,
  );
  const metadata = alert.metadata
    ? `<pre>${escapeHtml(JSON.stringify(alert.metadata, null, 2))}</pre>\n`
    : "";
  return `<h2 style="color: ${colour}">${stateOf(alert)}: ${escapeHtml(alert.title)}</h2>
<p style="white-space: pre-wrap">${escapeHtml(alert.message)}</p>
<table cellpadding="4">
${rows.join("")}</table>
${links.length > 0 ? `<p>${links.join(" · ")}</p>\n` : ""}${metadata}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (found) => entities[found] ?? found);

/** Control characters, and those that turn the writing direction around, become spaces. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ");
}
