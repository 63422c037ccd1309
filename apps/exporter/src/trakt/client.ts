import { readPages, type TraktPage } from "./pages.ts";
import { requestList } from "./request.ts";
import { withRetries } from "./retry.ts";
import type { TraktList, TraktRows } from "./rows.ts";

/** What is told about an attempt: the endpoint is a template, without ids and page numbers. */
export interface TraktCall {
  readonly service: "trakt";
  readonly endpoint: string;
  readonly method: "GET";
  /** How often the same request was sent before. */
  readonly resendCount: number;
}

export interface TraktClientOptions {
  /** For example `https://api.trakt.tv`. */
  readonly baseUrl: string;
  readonly clientId: string;
  /** Reads the account of its owner. One of `accessToken` and `user` is needed. */
  readonly accessToken?: string | undefined;
  /** Reads the public profile of this user instead of the token's owner. */
  readonly user?: string | undefined;
  /** Names the program to Trakt, for example `ettl-exporter/1.0.0 (+https://…)`. */
  readonly userAgent: string;
  /** Wraps every single HTTP attempt, retries included; `telemetry.apiCall` fits. */
  readonly instrument: <T>(call: TraktCall, attempt: () => Promise<T>) => Promise<T>;
  /** Asked within each attempt for headers that carry its trace on. */
  readonly traceHeaders?: ((url: URL) => Readonly<Record<string, string>>) | undefined;
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Attempts after the first, for each page. @default 3 */
  readonly retries?: number | undefined;
  /** For one attempt, the body included. @default 30_000 */
  readonly requestTimeoutMs?: number | undefined;
  /** Before the first retry, then doubling; a `Retry-After` goes first. @default 1000 */
  readonly backoffMs?: number | undefined;
  /** Rows to ask for per page; the server may give fewer. @default 250 */
  readonly pageSize?: number | undefined;
}

export interface TraktClient {
  /**
   * Reads a list page by page, each row once.
   *
   * @throws {TraktError} once the retries are used up; an abort rejects with the signal's reason.
   */
  pages<List extends TraktList>(
    list: List,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<TraktPage<TraktRows[List]>, void, void>;
}

/**
 * Reads the lists of one Trakt account.
 *
 * @throws {TypeError} when an option cannot be used; no message repeats a key or a token.
 */
export function createTraktClient({
  baseUrl,
  clientId,
  accessToken,
  user,
  userAgent,
  instrument,
  traceHeaders = () => ({}),
  fetch = globalThis.fetch,
  retries = 3,
  requestTimeoutMs = 30_000,
  backoffMs = 1000,
  pageSize = 250,
}: TraktClientOptions): TraktClient {
  const base = checkedBaseUrl(baseUrl);
  if (!accessToken && !user)
    throw new TypeError("the Trakt client needs an access token, or a user with a public profile");
  const headers = {
    "Content-Type": "application/json",
    "User-Agent": headerValue("user agent", userAgent),
    "trakt-api-key": headerValue("client id", clientId),
    "trakt-api-version": "2",
    ...(accessToken && { Authorization: `Bearer ${headerValue("access token", accessToken)}` }),
  };
  const owner = user ? `/users/${encodeURIComponent(user)}` : "/sync";
  const ownerTemplate = user ? "/users/{id}" : "/sync";

  return {
    pages(list, { signal } = {}) {
      const endpoint = `${ownerTemplate}/${list}/movies`;
      const call = { service: "trakt", endpoint, method: "GET" } as const;
      const where = `GET ${endpoint}`;
      const request = (page: number) => {
        const url = new URL(`${base}${owner}/${list}/movies?page=${page}&limit=${pageSize}`);
        const attempt = () =>
          requestList(url, {
            fetch,
            headers: { ...headers, ...traceHeaders(url) },
            timeoutMs: requestTimeoutMs,
            signal,
            where,
          });
        return withRetries((resendCount) => instrument({ ...call, resendCount }, attempt), {
          retries,
          backoffMs,
          signal,
        });
      };
      return readPages(list, request, where);
    },
  };
}

function checkedBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new TypeError(
      "the base URL of Trakt is an http or https URL without a password, like https://api.trakt.tv",
    );
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Checked here, because fetch would repeat the value in its own message. */
function headerValue(name: string, value: string): string {
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new TypeError(
    `the ${name} is empty or has a character that no header can carry, perhaps a line break`,
  );
}
