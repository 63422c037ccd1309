import { redactUrl } from "./redact-url.ts";

/** Shorter than any URL with a secret in it, and short enough to stand in a text by chance. */
const shortest = 8;

/**
 * The error as a span may show it: fetch puts an address that it refuses into the message, password
 * and all. The error itself, where it does not name the address.
 */
export function withoutUrl(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || url.length < shortest) return error;
  const { name, message, stack } = error;
  if (!message.includes(url)) return error;
  const safeMessage = message.replaceAll(url, () => redactUrl(url));
  return Object.assign(new Error(safeMessage), {
    name,
    stack: stack?.replaceAll(message, () => safeMessage),
  });
}
