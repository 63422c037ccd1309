const defaultPorts: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
const hostAndPort = /^(.*?)\.?(?::(\d+))?$/;

/**
 * Whether baggage may go to the host of a URL: if it is one of `hosts`, such as `api.internal`,
 * `*.internal` (any name below it), `127.0.0.1:8080` (that port only), `[::1]`, or `*` for any.
 */
export function mayHaveBaggage(url: string | URL | undefined, hosts: readonly string[]): boolean {
  if (hosts.length === 0) return false;
  if (hosts.includes("*")) return true;
  const parsed = url === undefined ? undefined : parsedUrl(url);
  if (!parsed) return false;
  const { hostname, port, protocol } = parsed;
  const name = hostname.replace(/\.$/, "");
  const actualPort = port || defaultPorts[protocol];
  return hosts.some((host) => {
    const [, allowed = "", allowedPort] = hostAndPort.exec(host.toLowerCase()) ?? [];
    if (allowedPort !== undefined && allowedPort !== actualPort) return false;
    // Nobody's name is empty, and a star stands for at least one label.
    if (allowed.startsWith("*."))
      return name.endsWith(allowed.slice(1)) && name !== allowed.slice(1);
    return allowed !== "" && name === allowed;
  });
}

/** Asking first whether it can be parsed would parse it twice. */
function parsedUrl(url: string | URL): URL | undefined {
  if (typeof url !== "string") return url;
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
