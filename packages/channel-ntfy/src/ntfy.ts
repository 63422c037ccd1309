import { type Alert, type AlertLevel, type Channel, DeliveryError } from "@ettl/alerts";

/** Options of `ntfy`. */
export interface NtfyOptions {
  /** Address of the topic, for example `https://ntfy.sh/my-alerts`. Who knows it can read along. */
  readonly topicUrl: string;
  /** Access token of a protected topic: `tk_…`. */
  readonly token?: string | undefined;
  /** @default "ntfy" */
  readonly name?: string | undefined;
}

// https://docs.ntfy.sh/publish/#message-priority : 1 to 5, 3 is the default.
const priorities: Readonly<Record<AlertLevel, number>> = {
  info: 2,
  warning: 3,
  error: 4,
  critical: 5,
};
// https://docs.ntfy.sh/emojis/
const tags: Readonly<Record<AlertLevel, string>> = {
  info: "information_source",
  warning: "warning",
  error: "red_circle",
  critical: "rotating_light",
};
// https://docs.ntfy.sh/publish/#limitations : 4,096 bytes; a longer message becomes an attachment.
const maxMessage = 1_000;
const maxTitle = 250;

/**
 * Publishes each alert to a topic of ntfy; its level decides about the priority.
 *
 * @throws {TypeError} unless the address is http or https and names a topic.
 */
export function ntfy({ topicUrl, token, name = "ntfy" }: NtfyOptions): Channel {
  const address = URL.canParse(topicUrl) ? new URL(topicUrl) : undefined;
  const [, prefix = "", topic = ""] = /^(.*\/)([^/]+)\/?$/.exec(address?.pathname ?? "") ?? [];
  if (!address || !/^https?:$/.test(address.protocol) || topic === "")
    throw new TypeError("ntfy topicUrl: expected a URL such as https://ntfy.sh/my-alerts");
  // As JSON, to the server and not to the topic: header fields could not carry every title.
  const server = new URL(prefix + address.search, address.origin).href;
  const headers = {
    "content-type": "application/json",
    ...(token && { authorization: `Bearer ${token}` }),
  };
  return {
    name,
    type: "ntfy",
    async send(alert, { signal }) {
      const body = JSON.stringify(messageOf(alert, decodeURIComponent(topic)));
      const request = { method: "POST", headers, body, redirect: "manual", signal } as const;
      const response = await fetch(server, request);
      await response.body?.cancel();
      if (!response.ok) throw DeliveryError.fromResponse(response);
    },
  };
}

function messageOf({ title, message, level, status, source, links }: Alert, topic: string) {
  const isOver = status === "resolved";
  return {
    topic,
    title: cut(`${isOver ? "Resolved: " : ""}${title}`, maxTitle),
    message: cut(message, maxMessage) || source,
    priority: isOver ? priorities.info : priorities[level],
    tags: [isOver ? "white_check_mark" : tags[level], cut(source, 50)],
    ...(links?.runbook && { click: links.runbook }),
  };
}

function cut(text: string, maxLength: number): string {
  const characters = [...text];
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join("")}…`;
}
