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
  /** Sent as JSON by POST. @default a GET */
  readonly body?: object | undefined;
  /** Statuses that are answers and no errors, with whatever JSON or other body. @default none but 2xx */
  readonly accept?: readonly number[] | undefined;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined when an accepted status came with a body that is no JSON. */
  readonly value: unknown;
}

export interface ListAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly rows: readonly unknown[];
}

/**
 * Gets one page of a list: a single attempt.
 *
 * @throws {TraktError} as {@link requestJson}, and for JSON that is no list.
 */
export async function requestList(url: URL, options: RequestOptions): Promise<ListAnswer> {
  const { status, headers, value } = await requestJson(url, options);
  if (Array.isArray(value)) return { status, headers, rows: value };
  throw malformed("other JSON instead of a list", status, options.where);
}

/**
 * Sends a request: a single attempt.
 *
 * @throws {TraktError} for whatever went wrong, except that an abort by the caller's signal
 *   rejects with the reason of that signal.
 */
export async function requestJson(url: URL, options: RequestOptions): Promise<JsonAnswer> {
  const { signal, timeoutMs, where, body, accept = [] } = options;
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
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    const { status, headers } = response;
    const accepted = accept.includes(status);
    if (!response.ok && !accepted) {
      await response.body?.cancel();
      throw refusalError(response, where);
    }
    const text = await response.text();
    try {
      return { status, headers, value: parseJson(text) };
    } catch {
      if (accepted) return { status, headers, value: undefined };
      const html = text.trimStart().startsWith("<");
      throw malformed(
        `${html ? "an HTML page" : "broken or cut JSON"} instead of JSON`,
        status,
        where,
      );
    }
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

/** Ids are 64 bits wide: those that a number cannot hold exactly are read as strings. */
function parseJson(text: string): unknown {
  return JSON.parse(text.replace(/("(?:id|trakt|tmdb)"\s*:\s*)(\d{16,})(?=\s*[,}])/g, '$1"$2"'));
}

function malformed(what: string, status: number, where: string): TraktError {
  return new TraktError(`${what} (${status}) at ${where}: check trakt.api_base_url`, {
    code: "malformed",
    retryable: true,
    status,
  });
}

/** The short code of a failed connection, such as ECONNREFUSED. */
function reason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return "no connection";
  return "code" in inner && typeof inner.code === "string" ? inner.code : inner.name;
}
