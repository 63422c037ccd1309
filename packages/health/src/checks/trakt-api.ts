import type { HealthCheck, HealthCheckResult, HealthCheckSettings } from "../check.ts";
import { settingsOf } from "./settings.ts";

/** What {@link traktApi} takes. */
export interface TraktApiOptions extends HealthCheckSettings {
  /** @default "trakt_api" */
  readonly name?: string;
  /** @default "https://api.trakt.tv" */
  readonly baseUrl?: string;
  /** Sent as `trakt-api-key`, never shown. Without it Trakt is only asked whether it answers. */
  readonly clientId?: string;
  /** Sent as bearer token, never shown. */
  readonly accessToken?: string;
  /** Trakt wants one. @default "ettl-health" */
  readonly userAgent?: string;
  /**
   * Makes the request.
   *
   * @default the global `fetch`
   */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * What Trakt means by a status, https://trakt.docs.apiary.io/#introduction/status-codes.
 * Such an answer says that Trakt itself is there.
 */
const refusals: Readonly<Record<number, string>> = {
  401: "the access token is not accepted: log in again",
  403: "the client id is not accepted: check the application's key",
  420: "the account's limit is exceeded: remove something from its lists",
  423: "the account is locked: ask Trakt's support",
  426: "the account is not VIP, which this needs",
};

/**
 * Healthy when Trakt answers and accepts the keys, degraded when it refuses them (401, 403, …) or
 * asks to wait (429), unhealthy when it is down; the message tells which.
 *
 * It asks with HEAD: Trakt limits GET and the writing methods, and an answer has no body.
 *
 * @throws {TypeError} when the URL is not an http or https one, or a key can't be a header.
 */
export function traktApi(options: TraktApiOptions = {}): HealthCheck {
  const { name = "trakt_api", baseUrl = "https://api.trakt.tv", clientId, accessToken } = options;
  const { userAgent = "ettl-health", fetch = globalThis.fetch } = options;
  const where = `health check ${JSON.stringify(name)}`;
  const keyed = clientId !== undefined;
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (base?.protocol !== "http:" && base?.protocol !== "https:")
    throw new TypeError(`${where}: baseUrl must be an http or https URL`);
  const url = new URL(keyed ? "/sync/last_activities" : "/", base.origin);
  const headers = headersOf(where, {
    "user-agent": userAgent,
    "trakt-api-version": "2",
    ...(clientId !== undefined && { "trakt-api-key": clientId }),
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
  });

  return {
    ...settingsOf(options),
    name,
    async run(signal) {
      const startMs = performance.now();
      const request = fetch(url, { method: "HEAD", headers, signal, redirect: "manual" });
      const response = await request.catch((error: unknown) => {
        throw new Error(`no answer from ${url.origin}: ${codeOf(error)}`, { cause: error });
      });
      const details = {
        status_code: response.status,
        response_time_ms: Math.round(performance.now() - startMs),
      };
      await response.body?.cancel();
      return { ...judge(response, keyed, url.origin), details };
    },
  };
}

function judge({ status, headers }: Response, keyed: boolean, origin: string): HealthCheckResult {
  if (status === 429) {
    const seconds = headers.get("retry-after") ?? "";
    const wait = /^\d{1,6}$/.test(seconds) ? ` for ${seconds} s` : "";
    return { status: "degraded", message: `429: Trakt asks to wait${wait}` };
  }
  const refusal = refusals[status];
  if (refusal !== undefined && keyed)
    return { status: "degraded", message: `${status}: Trakt answers, but ${refusal}` };
  if (status >= 500) return { status: "unhealthy", message: `${status}: Trakt is down` };
  if (status >= 300 && status < 400)
    return {
      status: "unhealthy",
      message: `${status} from ${origin}, which is not what Trakt answers`,
    };
  return { status: "healthy", message: `${status} from ${origin}` };
}

/** Node's own error would show the value. */
function headersOf(where: string, headers: Readonly<Record<string, string>>): Headers {
  try {
    return new Headers(headers);
  } catch {
    throw new TypeError(`${where}: clientId, accessToken or userAgent can't be sent as a header`);
  }
}

/** The code is enough, and unlike a message it holds nothing of the request. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "the request failed";
}
