const redacted = "REDACTED";

/**
 * Query keys whose values are secrets, in small letters: those of signed URLs, which OpenTelemetry
 * names, and those that carry tokens and passwords.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
 */
const secretKeys = new Set(
  (
    "sig signature awsaccesskeyid x-goog-signature x-goog-credential " +
    "access_token refresh_token id_token token jwt code client_secret client_assertion secret " +
    "password passwd pwd apikey api_key api-key key auth authorization"
  ).split(" "),
);
const secretPrefix = "x-amz-";

/** Services whose webhooks are secrets by their path: what leads to the secret stays. */
const secretPaths: readonly { readonly host: RegExp; readonly path: RegExp }[] = [
  { host: /^hooks\.slack(-gov)?\.com$/, path: /^(\/(?:services|workflows|triggers)\/).+/ },
  { host: /^(?:[^.]+\.)?discord(?:app)?\.com$/, path: /^(\/api(?:\/v\d+)?\/webhooks\/).+/ },
  { host: /^api\.telegram\.org$/, path: /^(\/(?:file\/)?bot)[^/]+/ },
];

/**
 * A URL as a span may show it: user and password, secret values of its query and the secret part of
 * webhook addresses become `REDACTED`, the fragment goes. What is no URL becomes `invalid-url`, and
 * of one without a host, such as `data:`, the scheme is left.
 */
export function redactUrl(url: string | URL): string {
  const text = `${url}`;
  if (!URL.canParse(text)) return "invalid-url";
  const { protocol, username, password, host, hostname, pathname, search } = new URL(text);
  if (host === "") return `${protocol}${redacted}`;
  const credentials = username || password ? `${redacted}:${redacted}@` : "";
  const name = hostname.replace(/\.$/, "");
  const secretPath = secretPaths.find((service) => service.host.test(name))?.path;
  const path = secretPath ? pathname.replace(secretPath, `$1${redacted}`) : pathname;
  const query = search === "" ? "" : `?${redactQuery(search.slice(1))}`;
  return `${protocol}//${credentials}${host}${path}${query}`;
}

/** A query, without its question mark, whose secret values are `REDACTED`. */
export function redactQuery(query: string): string {
  return query
    .split(/([&;])/)
    .map((pair) => {
      const equals = pair.indexOf("=");
      const key = pair.slice(0, equals);
      return equals > 0 && isSecret(key) ? `${key}=${redacted}` : pair;
    })
    .join("");
}

function isSecret(key: string): boolean {
  const name = decoded(key).toLowerCase();
  return secretKeys.has(name) || name.startsWith(secretPrefix);
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
