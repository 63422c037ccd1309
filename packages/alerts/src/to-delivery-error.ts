import { inspect } from "node:util";
import { DeliveryError, type DeliveryErrorCode } from "./delivery-error.ts";
import { truncate } from "./truncate.ts";

const timeouts = new Set([
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);

/** Describes whatever a channel threw. Keeps a DeliveryError, recognises what Node's sockets say. */
export function toDeliveryError(error: unknown): DeliveryError {
  if (DeliveryError.is(error)) return error;
  const cause = mentionsAddress(error) ? undefined : error;
  const systemCode = systemCodeOf(error);
  if (systemCode === undefined) {
    const text = error instanceof Error ? error.message : String(error);
    return new DeliveryError(withoutUrls(text), { code: "unknown", retryable: true, cause });
  }
  const code = codeOfSystem(systemCode);
  return new DeliveryError(systemCode, { code, retryable: code !== "tls", cause });
}

/** What the history says of an error: its code and message, without addresses. */
export function describeError(error: DeliveryError): string {
  return truncate(`${error.code}: ${withoutUrls(String(error.message))}`, 300);
}

/** Replaces each URL in a text by its scheme and host: paths and queries hold tokens. */
function withoutUrls(text: string): string {
  return truncate(text, 2_000).replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, (found) => {
    const host = URL.canParse(found) ? new URL(found).host : "";
    return `${found.slice(0, found.indexOf(":"))}://${host}/[redacted]`;
  });
}

function codeOfSystem(code: string): DeliveryErrorCode {
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
  if (code === "ECONNREFUSED") return "refused";
  if (timeouts.has(code)) return "timeout";
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO/.test(code)) return "tls";
  return "network";
}

/** The first `code` along the chain of causes that looks like the system's. */
function systemCodeOf(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth += 1) {
    const code: unknown = Reflect.get(current, "code");
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
    const inner: unknown = Reflect.get(current, "errors");
    current = Array.isArray(inner) ? inner[0] : Reflect.get(current, "cause");
  }
  return undefined;
}

function mentionsAddress(error: unknown): boolean {
  try {
    return inspect(error, { depth: 5 }).includes("://");
  } catch {
    return true;
  }
}
