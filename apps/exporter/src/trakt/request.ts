import { refusalError } from "./refusal.ts";
import { TraktError } from "./trakt-error.ts";

export interface RequestOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole answer, its body included. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** For messages: the method and the path without its query. */
  readonly where: string;
}

export interface ListAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly rows: readonly unknown[];
}

/**
 * Gets one page of a list: a single attempt.
 *
 * @throws {TraktError} for whatever went wrong, except that an abort by the caller's signal
 *   rejects with the reason of that signal.
 */
export async function requestList(url: URL, options: RequestOptions): Promise<ListAnswer> {
  const { signal, timeoutMs, where } = options;
  signal?.throwIfAborted();
  const deadline = new AbortController();
  const abort = () => deadline.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    // A redirect is an error: following it would hand the keys to whoever it names.
    const response = await options.fetch(url, {
      headers: options.headers,
      redirect: "manual",
      signal: deadline.signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusalError(response, where);
    }
    const { status, headers } = response;
    return { status, headers, rows: parseList(await response.text(), status, where) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TraktError) throw error;
    if (deadline.signal.aborted)
      throw new TraktError(
        `no complete answer from ${url.origin} within ${timeoutMs} ms at ${where}: run it again later`,
        { code: "timeout", retryable: true, cause: error },
      );
    throw new TraktError(
      `could not reach ${url.origin} (${reason(error)}) at ${where}: check the network and trakt.api_base_url`,
      { code: "network", retryable: true, cause: error },
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function parseList(text: string, status: number, where: string): readonly unknown[] {
  const malformed = (what: string) =>
    new TraktError(`${what} instead of a list (${status}) at ${where}: check trakt.api_base_url`, {
      code: "malformed",
      retryable: true,
      status,
    });
  let value: unknown;
  try {
    // Row ids are 64 bits wide: those that a number cannot hold exactly are read as strings.
    value = JSON.parse(text.replace(/("id"\s*:\s*)(\d{16,})(?=\s*[,}])/g, '$1"$2"'));
  } catch {
    throw malformed(text.trimStart().startsWith("<") ? "an HTML page" : "broken or cut JSON");
  }
  if (!Array.isArray(value)) throw malformed("other JSON");
  return value;
}

/** The short code of a failed connection, such as ECONNREFUSED. */
function reason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return "no connection";
  return "code" in inner && typeof inner.code === "string" ? inner.code : inner.name;
}
