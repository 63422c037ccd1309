import type { Alert, AlertLevel } from "../alert.ts";
import { namedLinks } from "./alert-links.ts";

// https://docs.slack.dev/reference/block-kit/blocks/ : the characters of each part. The whole must
// stay below about 13,200, which no page says: msg_blocks_too_long.
const maxHeader = 150;
const maxSection = 3_000;
const maxField = 400;
const maxFields = 10;
const maxContext = 1_000;
const maxUrl = 3_000;
const maxBlocks = 50;
const maxTotal = 12_000;

const icons: Readonly<Record<AlertLevel, string>> = {
  info: "🔵",
  warning: "🟡",
  error: "🔴",
  critical: "🚨",
};

/** Lays an alert out in Block Kit, with a text for notifications and old clients. */
export function slackMessage(alert: Alert) {
  const heading = headingOf(alert);
  const fields = Object.entries(alert.labels ?? {})
    .slice(0, maxFields)
    .map(([name, value]) => mrkdwn(`*${escapeSlack(name, 100)}*\n${escapeSlack(value, maxField)}`));
  const facts = [
    alert.level,
    alert.source,
    alert.timestamp,
    alert.trace_id && `trace ${alert.trace_id}`,
    alert.correlation_id && `correlation ${alert.correlation_id}`,
  ].filter(Boolean);
  const links = linksOf(alert);
  const message = escapeSlack(alert.message, maxSection);
  return {
    text: escapeSlack(`${heading}: ${alert.message}`, maxSection),
    blocks: [
      header(heading),
      { type: "section" as const, text: mrkdwn(message.trim() === "" ? "(no message)" : message) },
      ...(fields.length > 0 ? [{ type: "section" as const, fields }] : []),
      context(escapeSlack(facts.join(" · "), maxContext)),
      ...(links ? [context(links)] : []),
    ],
  };
}

/** Lays several alerts of one source and status out in one message; the last may only be counted. */
export function slackGroupMessage(alerts: readonly Alert[]) {
  const [first] = alerts;
  const what = `${alerts.length} alerts from ${first?.source ?? ""}`;
  const heading = first?.status === "resolved" ? `✅ Resolved: ${what}` : `🔔 ${what}`;
  const sections: { type: "section"; text: ReturnType<typeof mrkdwn> }[] = [];
  let total = 4 * maxHeader;
  for (const alert of alerts) {
    const links = linksOf(alert);
    const lines = [
      `*${escapeSlack(headingOf(alert), 300)}*`,
      escapeSlack(alert.message, 500),
      links,
    ].filter(Boolean);
    const text = lines.join("\n");
    // One block is the heading, one says what is left out.
    if (
      sections.length + 2 >= maxBlocks ||
      total + text.length > maxTotal ||
      text.length > maxSection
    )
      break;
    total += text.length;
    sections.push({ type: "section", text: mrkdwn(text) });
  }
  const left = alerts.length - sections.length;
  return {
    text: escapeSlack(heading, maxSection),
    blocks: [
      header(heading),
      ...sections,
      ...(left > 0 ? [context(`${left} more are in the history`)] : []),
    ],
  };
}

function headingOf(alert: Alert): string {
  return `${alert.status === "resolved" ? "✅ Resolved:" : icons[alert.level]} ${alert.title}`;
}

const mrkdwn = (text: string) => ({ type: "mrkdwn" as const, text });

const header = (heading: string) => ({
  type: "header" as const,
  text: { type: "plain_text" as const, text: escapeSlack(heading, maxHeader), emoji: true },
});

const context = (text: string) => ({ type: "context" as const, elements: [mrkdwn(text)] });

/** Links that fit into one block; a bar would end the address. */
function linksOf(alert: Alert): string {
  let text = "";
  for (const { text: word, href } of namedLinks(alert, maxUrl)) {
    const link = `<${escapeSlack(href.replaceAll("|", "%7C"), maxUrl + 1)}|${word}>`;
    if (text.length + link.length + 3 > maxContext) continue;
    text = text === "" ? link : `${text} · ${link}`;
  }
  return text;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Control characters but tab and line feed, and half of a surrogate pair: no text for anybody. */
const unprintable = /[^\P{Cc}\t\n]|\p{Surrogate}/gu;

/** Escapes what Slack would read as a link or a mention; at most `maxLength`, no entity cut in two. */
function escapeSlack(text: string, maxLength: number): string {
  let escaped = "";
  for (const character of text.replace(unprintable, "\ufffd")) {
    const next = entities[character] ?? character;
    if (escaped.length + next.length >= maxLength) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}
