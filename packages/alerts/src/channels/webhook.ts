import { createHmac } from "node:crypto";
import type { Channel } from "../channel.ts";
import { checkedUrl, postJson } from "./post-json.ts";

/** Options of `webhook`. */
export interface WebhookOptions {
  /** Where to post. Treated as a secret: it appears in no error. */
  readonly url: string;
  /** Added to each request, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Signs each request: `x-ettl-signature: t=<seconds since 1970>,v1=<hex>`, where `v1` is the
   * HMAC-SHA256 of `<t>.<body>` with this secret.
   */
  readonly secret?: string | undefined;
  /** @default "webhook" */
  readonly name?: string | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Posts each alert as JSON: an entry of the history without its deliveries. Any 2xx is a success.
 *
 * `idempotency-key` carries the alert's id, the same in every attempt.
 *
 * @throws {TypeError} for a bad URL.
 */
export function webhook({
  url,
  headers,
  secret,
  name = "webhook",
  fetch,
}: WebhookOptions): Channel {
  const target = checkedUrl("webhook url", url);
  if (secret === "") throw new TypeError("webhook secret: expected at least one character");
  return {
    name,
    type: "webhook",
    send(alert, { signal }) {
      const body = JSON.stringify(alert);
      const signature = secret === undefined ? {} : { "x-ettl-signature": sign(body, secret) };
      return postJson({
        url: target,
        body,
        headers: { "idempotency-key": alert.id, ...headers, ...signature },
        signal,
        fetch,
      });
    },
  };
}

/** The time is part of what is signed, so that a receiver can refuse what is old. */
function sign(body: string, secret: string): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const digest = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${digest}`;
}
