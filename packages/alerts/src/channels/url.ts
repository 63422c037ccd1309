import type { Channel } from "../channel.ts";
import { alertmanager } from "./alertmanager.ts";
import { email } from "./email.ts";
import { log } from "./log.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { webhook } from "./webhook.ts";

/** Makes a channel of one kind. */
type Maker = (url: URL, name: string | undefined) => Channel;

const makers: Readonly<Record<string, Maker>> = {
  "slack:": (url, name) =>
    slack({ webhookUrl: `https://hooks.slack.com/services/${url.host}${url.pathname}`, name }),
  "mailto:": mailChannel,
  "pagerduty:": (url, name) => {
    const routingKey = url.username || url.host;
    const host = url.username ? url.host : "events.pagerduty.com";
    return pagerduty({ routingKey, url: `https://${host}/v2/enqueue`, name });
  },
  "alertmanager:": (url, name) => alertmanager({ url: http(url, "http"), name }),
  "alertmanagers:": (url, name) => alertmanager({ url: http(url, "https"), name }),
  "webhook:": (url, name) => webhook({ url: http(url, "http"), name }),
  "webhooks:": (url, name) => webhook({ url: http(url, "https"), name }),
  "http:": (url, name) => webhook({ url: http(url, "http"), name }),
  "https:": (url, name) => webhook({ url: http(url, "https"), name }),
  "log:": (_, name) => log({ name }),
};

/**
 * Makes a channel from an address. What follows `#` is its name.
 *
 * - `slack://T000/B000/secret`
 * - `mailto://user:password@host:587/?from=a@example.com&to=b@example.com&tls=starttls`; `to` may come again
 * - `pagerduty://<integration key>`, in Europe `pagerduty://<integration key>@events.eu.pagerduty.com`
 * - `alertmanager://host:9093/prefix`, with TLS `alertmanagers://`
 * - `https://…`, `http://…`: a webhook
 * - `log://`
 *
 * @throws {TypeError} for another address; the message does not repeat it.
 */
export function channelFromUrl(address: string): Channel {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const make = url && makers[url.protocol];
  if (!make)
    throw new TypeError(
      `channel address: expected one that begins with ${Object.keys(makers)
        .map((protocol) => `${protocol}//`)
        .join(", ")}`,
    );
  return make(url, decodeURIComponent(url.hash.slice(1)) || undefined);
}

/** The address with another scheme, without its name. */
function http(url: URL, scheme: "http" | "https"): string {
  const { username, password, host, pathname, search } = url;
  if (username || password)
    throw new TypeError("channel address: expected no user and password in it");
  return `${scheme}://${host}${pathname}${search}`;
}

const securities = ["starttls", "implicit", "none"] as const;

function mailChannel(url: URL, name: string | undefined): Channel {
  const { hostname, port, username, password, searchParams } = url;
  const tls = securities.find((known) => known === searchParams.get("tls"));
  if (searchParams.has("tls") && tls === undefined)
    throw new TypeError(`channel address: expected tls to be one of ${securities.join(", ")}`);
  const to = searchParams.getAll("to");
  return email({
    host: hostname,
    from: searchParams.get("from") ?? "",
    to,
    ...(port && { port: Number(port) }),
    ...(username && { user: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(tls && { tls }),
    name,
  });
}
