/**
 * Whether a browser says that another site's page made the request, by `Origin` or by
 * `Sec-Fetch-Site`. Another port of the same host is another site.
 */
export function isForeign(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  return request.headers.get("origin") !== null && !hasOwnOrigin(request);
}

/** Whether `Origin` is there and names the host that was asked. */
export function hasOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  // Behind a proxy that ends TLS the schemes differ, so that only hosts are compared.
  return origin !== null && URL.canParse(origin) && new URL(origin).host === askedHost(request);
}

function askedHost(request: Request): string {
  return (request.headers.get("host") ?? new URL(request.url).host).toLowerCase();
}
