import type { Alert } from "../alert.ts";
import type { Channel } from "../channel.ts";
import { truncate } from "../truncate.ts";
import { namedLinks } from "./alert-links.ts";
import { checkedUrl, postJson } from "./post-json.ts";

/** Options of `pagerduty`. */
export interface PagerdutyOptions {
  /** Integration key of an Events API v2 integration: 32 characters, a secret. */
  readonly routingKey: string;
  /**
   * Where to post. Accounts in Europe need `https://events.eu.pagerduty.com/v2/enqueue`.
   *
   * @default "https://events.pagerduty.com/v2/enqueue"
   */
  readonly url?: string | undefined;
  /** @default "pagerduty" */
  readonly name?: string | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

// https://developer.pagerduty.com/docs/send-alert-event
const maxSummary = 1_024;
const maxBodyBytes = 512_000;
const maxUrl = 2_048;

/**
 * Triggers an incident per alert and resolves it, by Events API v2. The fingerprint is the key.
 *
 * @throws {TypeError} for an empty key or a bad URL.
 */
export function pagerduty({
  routingKey,
  url = "https://events.pagerduty.com/v2/enqueue",
  name = "pagerduty",
  fetch,
}: PagerdutyOptions): Channel {
  if (!routingKey) throw new TypeError("pagerduty routingKey: expected the integration key");
  const target = checkedUrl("pagerduty url", url);
  return {
    name,
    type: "pagerduty",
    send: (alert, { signal }) =>
      postJson({ url: target, body: bodyOf(alert, routingKey), signal, fetch }),
  };
}

function bodyOf(alert: Alert, routingKey: string): string {
  const event = { routing_key: routingKey, dedup_key: alert.fingerprint };
  if (alert.status === "resolved") return JSON.stringify({ ...event, event_action: "resolve" });
  const payload = {
    summary: truncate(alert.title, maxSummary) || "(no title)",
    source: alert.source || "unknown",
    severity: alert.level,
    timestamp: alert.timestamp,
  };
  const links = namedLinks(alert, maxUrl);
  const trigger = {
    ...event,
    event_action: "trigger",
    client: "ettl",
    ...(links.length > 0 && { links }),
    payload,
  };
  const { message, labels, metadata, trace_id, correlation_id } = alert;
  const details = { message, labels, metadata, trace_id, correlation_id };
  const body = JSON.stringify({ ...trigger, payload: { ...payload, custom_details: details } });
  return Buffer.byteLength(body) <= maxBodyBytes ? body : JSON.stringify(trigger);
}
