import type { Alert, AlertLevel } from "../alert.ts";

// https://docs.slack.dev/reference/block-kit/blocks/ : the characters of each part. The whole must
// stay below about 13,200, which no page says: msg_blocks_too_long.
const maxHeader = 150;
const maxSection = 3_000;
const maxField = 400;
const maxFields = 10;
const maxContext = 1_000;

const icons: Readonly<Record<AlertLevel, string>> = {
  info: "🔵",
  warning: "🟡",
  error: "🔴",
  critical: "🚨",
};

/** Lays an alert out in Block Kit, with a text for notifications and old clients. */
export function slackMessage(alert: Alert) {
  const resolved = alert.status === "resolved";
  const heading = `${resolved ? "✅ Resolved:" : icons[alert.level]} ${alert.title}`;
  const fields = Object.entries(alert.labels ?? {})
    .slice(0, maxFields)
    .map(([name, value]) => ({
      type: "mrkdwn" as const,
      text: `*${escapeSlack(name, 100)}*\n${escapeSlack(value, maxField)}`,
    }));
  const facts = [
    alert.level,
    alert.source,
    alert.timestamp,
    alert.trace_id && `trace ${alert.trace_id}`,
    alert.correlation_id && `correlation ${alert.correlation_id}`,
  ].filter(Boolean);
  const message = escapeSlack(alert.message, maxSection) || "(no message)";
  return {
    text: escapeSlack(`${heading}: ${alert.message}`, maxSection),
    blocks: [
      {
        type: "header" as const,
        text: { type: "plain_text" as const, text: escapeSlack(heading, maxHeader), emoji: true },
      },
      { type: "section" as const, text: { type: "mrkdwn" as const, text: message } },
      ...(fields.length > 0 ? [{ type: "section" as const, fields }] : []),
      {
        type: "context" as const,
        elements: [{ type: "mrkdwn" as const, text: escapeSlack(facts.join(" · "), maxContext) }],
      },
    ],
  };
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Escapes what Slack would read as a link or a mention; at most `maxLength`, no entity cut in two. */
function escapeSlack(text: string, maxLength: number): string {
  let escaped = "";
  for (const character of text) {
    const next = entities[character] ?? character;
    if (escaped.length + next.length >= maxLength) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}
