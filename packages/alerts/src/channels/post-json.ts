import { DeliveryError } from "../delivery-error.ts";
import { toDeliveryError } from "../to-delivery-error.ts";

/** One request of a channel. */
export interface PostJsonOptions {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * Posts JSON and wants a 2xx. Redirects are not followed: they would carry the body elsewhere.
 *
 * @throws {DeliveryError} for any other answer, or none.
 */
export async function postJson({
  url,
  body,
  headers,
  signal,
  fetch = globalThis.fetch,
}: PostJsonOptions): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      redirect: "manual",
      signal,
    });
  } catch (error) {
    throw signal.aborted ? toDeliveryError(signal.reason) : toDeliveryError(error);
  }
  // The answer's text is not needed; without this its socket would stay taken.
  await response.body?.cancel().catch(() => {});
  if (!response.ok) throw DeliveryError.fromResponse(response);
}

/**
 * Checks an address without ever repeating it.
 *
 * @throws {TypeError} unless it is an http or https URL without a user and password.
 */
export function checkedUrl(option: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
    throw new TypeError(`${option}: expected an http or https URL`);
  if (parsed.username || parsed.password)
    throw new TypeError(`${option}: expected no user and password in it; use headers`);
  return parsed.href;
}
