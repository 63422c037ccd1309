import { type Activities, readActivities } from "./activities.ts";
import { fixedToken, type TraktAuth } from "./auth.ts";
import type { Budget } from "./budget.ts";
import { checkedBaseUrl, headerValue } from "./headers.ts";
import { PageReader, readPages, type TraktPage } from "./pages.ts";
import { type RequestOptions, requestJson, requestList } from "./request.ts";
import { withRetries } from "./retry.ts";
import type { TraktList, TraktRows } from "./rows.ts";
import { TraktError } from "./trakt-error.ts";

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
  /** Reads the account of its owner. One of `accessToken`, `auth` and `user` is needed. */
  readonly accessToken?: string | undefined;
  /** In place of `accessToken`: a token that is renewed. */
  readonly auth?: TraktAuth | undefined;
  /** Reads the public profile of this user instead of the token's owner. */
  readonly user?: string | undefined;
  /** Names the program to Trakt, for example `ettl-exporter/1.0.0 (+https://…)`. */
  readonly userAgent: string;
  /** Wraps every single HTTP attempt, retries included; `telemetry.apiCall` fits. */
  readonly instrument: <T>(call: TraktCall, attempt: () => Promise<T>) => Promise<T>;
  /** Wraps the reading of each page, with all its attempts. */
  readonly aroundPage?: <T>(
    about: { list: TraktList; page: number },
    read: () => Promise<T>,
  ) => Promise<T>;
  /** Asked within each attempt for headers that carry its trace on. */
  readonly traceHeaders?: ((url: URL) => Readonly<Record<string, string>>) | undefined;
  /** Asked before each attempt. @default no limit but Trakt's own */
  readonly budget?: Budget | undefined;
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

interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

export interface TraktClient {
  /** Rows that are asked for per page. */
  readonly pageSize: number;
  /**
   * When each list was last changed: one request. Tells nothing of a public profile, or where the
   * server does not know the question.
   *
   * @throws {TraktError} as `pages`.
   */
  activities(options?: Cancellable): Promise<Activities>;
  /**
   * Reads a list page by page, each row once; from where `reader` is, by default from the start.
   *
   * @throws {TraktError} once the retries are used up; an abort rejects with the signal's reason.
   */
  pages<List extends TraktList>(
    list: List,
    options?: Cancellable & { readonly reader?: PageReader },
  ): AsyncGenerator<TraktPage<TraktRows[List]>, void, void>;
}

/**
 * Reads the lists of one Trakt account.
 *
 * @throws {TypeError} when an option cannot be used; no message repeats a key or a token.
 */
export function createTraktClient(options: TraktClientOptions): TraktClient {
  const { baseUrl, clientId, accessToken, user, userAgent, instrument, budget } = options;
  const { aroundPage = (_, read) => read(), traceHeaders = () => ({}), retries = 3 } = options;
  const { fetch = globalThis.fetch, requestTimeoutMs = 30_000, backoffMs = 1000 } = options;
  const { pageSize = 250, auth = fixedToken(accessToken) } = options;
  const base = checkedBaseUrl(baseUrl);
  if (!accessToken && !options.auth && !user)
    throw new TypeError("the Trakt client needs an access token, or a user with a public profile");
  if (accessToken) headerValue("access token", accessToken);
  const headers = {
    "Content-Type": "application/json",
    "User-Agent": headerValue("user agent", userAgent),
    "trakt-api-key": headerValue("client id", clientId),
    "trakt-api-version": "2",
  };
  const owner = user ? `/users/${encodeURIComponent(user)}` : "/sync";
  const ownerTemplate = user ? "/users/{id}" : "/sync";

  /** All attempts of one request; a token that is refused is renewed once. */
  async function ask<T>(
    send: (url: URL, options: RequestOptions) => Promise<T>,
    { url, endpoint, signal }: Cancellable & { url: URL; endpoint: string },
  ): Promise<T> {
    const where = `GET ${endpoint}`;
    let token: string | undefined;
    let sent = 0;
    const attempts = () =>
      withRetries(
        async () => {
          await budget?.take(signal);
          token = await auth.token(signal);
          const call = { service: "trakt", endpoint, method: "GET", resendCount: sent++ } as const;
          return instrument(call, () =>
            send(url, {
              fetch,
              headers: {
                ...headers,
                ...(token && { Authorization: `Bearer ${headerValue("access token", token)}` }),
                ...traceHeaders(url),
              },
              timeoutMs: requestTimeoutMs,
              signal,
              where,
            }),
          );
        },
        { retries, backoffMs, signal },
      );
    const isRefused = (error: unknown) =>
      error instanceof TraktError && error.code === "unauthorized" && error.status === 401;
    try {
      return await attempts().catch(async (error: unknown) => {
        if (isRefused(error) && token && (await auth.renew(token, signal))) return attempts();
        throw error;
      });
    } catch (error) {
      if (!isRefused(error)) throw error;
      throw new TraktError(`the token was refused (401) at ${where}: ${auth.advice}`, {
        code: "unauthorized",
        status: 401,
        retryable: false,
        cause: error,
      });
    }
  }

  return {
    pageSize,
    async activities({ signal } = {}) {
      if (user) return {};
      const endpoint = "/sync/last_activities";
      try {
        const { value } = await ask(requestJson, {
          url: new URL(base + endpoint),
          endpoint,
          signal,
        });
        return readActivities(value);
      } catch (error) {
        if (error instanceof TraktError && error.code === "http") return {};
        throw error;
      }
    },
    pages(list, { signal, reader = new PageReader() } = {}) {
      const endpoint = `${ownerTemplate}/${list}/movies`;
      const request = (page: number) =>
        aroundPage({ list, page }, () => {
          const url = new URL(`${base}${owner}/${list}/movies?page=${page}&limit=${pageSize}`);
          return ask(requestList, { url, endpoint, signal });
        });
      return readPages(list, reader, { request, pageSize, where: `GET ${endpoint}` });
    },
  };
}
