import type { Channel } from "../channel.ts";
import { checkedUrl, postJson } from "./post-json.ts";

/** Options of `webhook`. */
export interface WebhookOptions {
  /** Where to post. Treated as a secret: it appears in no error. */
  readonly url: string;
  /** Added to each request, for example `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
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
export function webhook({ url, headers, name = "webhook", fetch }: WebhookOptions): Channel {
  const target = checkedUrl("webhook url", url);
  return {
    name,
    send: (alert, { signal }) =>
      postJson({
        url: target,
        body: JSON.stringify(alert),
        headers: { "idempotency-key": alert.id, ...headers },
        signal,
        fetch,
      }),
  };
}
