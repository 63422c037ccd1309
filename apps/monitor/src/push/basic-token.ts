/**
 * A request as `authorize` reads it: clients of a Pushgateway know a user and a password, of which
 * the password is the token. Its body stays with the request that came.
 */
export function withToken(request: Request): Request {
  const authorization = request.headers.get("authorization") ?? "";
  const credentials = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (credentials === undefined) return request;
  const text = Buffer.from(credentials, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) return request;
  const headers = new Headers(request.headers);
  headers.set("authorization", `Bearer ${text.slice(colon + 1)}`);
  return new Request(request.url, { method: request.method, headers });
}
