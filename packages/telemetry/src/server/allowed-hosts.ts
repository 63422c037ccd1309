import type { IncomingMessage } from "node:http";

/** What a probe asks for by whatever address it has: nothing there is worth a page's guess. */
const openPaths = new Set([
  "/health/live",
  "/health/ready",
  "/health/startup",
  "/livez",
  "/readyz",
]);

/** No name that an attacker's DNS answers for: they always mean the machine itself. */
const loopbackNames = ["localhost", "127.0.0.1", "::1"];

/** Whether only this machine reaches a server that is bound to this host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Whether a request names two hosts: which of them was checked, another program can't know. */
export function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === "host") hosts += 1;
  return hosts > 1;
}

/**
 * Whether a request asks for a host that is meant. Without it, a page whose name is made to point
 * here (DNS rebinding) could read the answers as if they were its own.
 *
 * @param allowed Names and addresses without a port, beside those of the machine itself; `*` is any.
 *   Undefined: none when `host` is of this machine only, else any.
 */
export function hostCheck(
  host: string,
  allowed: readonly string[] | undefined,
): (incoming: IncomingMessage) => boolean {
  const list = allowed ?? (isLoopback(host) ? [] : ["*"]);
  if (list.includes("*")) return () => true;
  const names = new Set([...loopbackNames, host, ...list].map(plainName));
  const isAllowed = (asked: string) => names.has(plainName(withoutPort(asked)));
  return ({ url = "", headers }) => {
    if (openPaths.has(url.split("?", 1)[0] ?? "")) return true;
    // Browsers always send one; HTTP/1.1 without it was refused before.
    if (headers.host !== undefined && !isAllowed(headers.host)) return false;
    const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];
    return absolute === undefined || isAllowed(absolute);
  };
}

const withoutPort = (asked: string) => asked.replace(/:\d*$/, "");

/** Names as they compare: in one case, IPv6 without brackets, without the dot of a full name. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
