import type { Channel, SendOptions } from "../channel.ts";
import { DeliveryError } from "../delivery-error.ts";
import { toDeliveryError } from "../to-delivery-error.ts";
import { importLibrary } from "./import-library.ts";
import { checkedUrl } from "./post-json.ts";
import { slackGroupMessage, slackMessage } from "./slack-message.ts";

/** Options of `slack`. */
export interface SlackOptions {
  /** Address of an incoming webhook, a secret. Slack ties it to one channel. */
  readonly webhookUrl: string;
  /** @default "slack" */
  readonly name?: string | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Posts alerts to Slack by an incoming webhook. Needs `@slack/webhook`, loaded at the first alert.
 *
 * @throws {TypeError} for a bad URL.
 */
export function slack({
  webhookUrl,
  name = "slack",
  fetch = globalThis.fetch,
}: SlackOptions): Channel {
  const url = checkedUrl("slack webhookUrl", webhookUrl);
  const post = async (
    message: ReturnType<typeof slackMessage | typeof slackGroupMessage>,
    { signal }: SendOptions,
  ) => {
    signal.throwIfAborted();
    const { IncomingWebhook } = await importLibrary(
      "slack",
      "@slack/webhook",
      () => import("@slack/webhook"),
    );
    const webhook = new IncomingWebhook(url, {
      // The library has no signal, and forgets Retry-After: so the request is ours.
      fetch: async (target, init) => {
        const response = await fetch(target, { ...init, redirect: "manual", signal });
        if (response.ok) return response;
        await response.body?.cancel().catch(() => {});
        throw DeliveryError.fromResponse(response);
      },
    });
    try {
      await webhook.send(message);
    } catch (error) {
      if (signal.aborted) throw toDeliveryError(signal.reason);
      throw toDeliveryError(originalOf(error));
    }
  };
  return {
    name,
    type: "slack",
    send: (alert, options) => post(slackMessage(alert), options),
    sendGroup: (alerts, options) => post(slackGroupMessage(alerts), options),
  };
}

/** What the library wrapped. */
function originalOf(error: unknown): unknown {
  return (error instanceof Error && "original" in error && error.original) || error;
}
