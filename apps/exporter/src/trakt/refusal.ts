import { TraktError, type TraktErrorCode } from "./trakt-error.ts";

interface Refusal {
  readonly code: TraktErrorCode;
  readonly what: string;
  readonly advice: string;
}

const refusals: Readonly<Record<number, Refusal>> = {
  401: {
    code: "unauthorized",
    what: "the token was refused",
    advice: "it has expired or was revoked: put a new one in trakt.access_token",
  },
  403: {
    code: "forbidden",
    what: "the client id was refused, or the profile is private",
    advice: "check trakt.client_id",
  },
  404: { code: "http", what: "there is no such list or user", advice: "check trakt.api_base_url" },
  420: {
    code: "account_limit",
    what: "the account is over its limits",
    advice: "remove items from it, or get Trakt VIP",
  },
  423: {
    code: "locked",
    what: "the account is locked or deactivated",
    advice: "write to the support of Trakt",
  },
  426: { code: "vip_only", what: "this is for VIP members only", advice: "get Trakt VIP" },
  429: {
    code: "rate_limited",
    what: "Trakt limits the rate of requests",
    advice: "run it again in some minutes",
  },
};

/** The error for an answer whose status is no success; `where` is for example `GET /sync/watched/movies`. */
export function refusalError(response: Response, where: string): TraktError {
  const { status } = response;
  const { code, what, advice } = refusals[status] ?? otherRefusal(status);
  const retryAfterMs =
    status === 429
      ? (retryAfter(response.headers) ?? untilReset(response.headers))
      : status >= 500
        ? retryAfter(response.headers)
        : undefined;
  return new TraktError(`${what} (${status}) at ${where}: ${advice}`, {
    code,
    status,
    retryable: status === 429 || status >= 500,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function otherRefusal(status: number): Refusal {
  if (status >= 500)
    return {
      code: "server_error",
      what: "Trakt has an error of its own",
      advice: "run it again later; https://status.trakt.tv may say more",
    };
  if (status >= 300 && status < 400)
    return {
      code: "http",
      what: "the server sends elsewhere, and keys are not sent on",
      advice: "check trakt.api_base_url",
    };
  return { code: "http", what: "the request was refused", advice: "check trakt.api_base_url" };
}

/** `Retry-After` in seconds, as Trakt sends it; anything else is as good as none. */
function retryAfter(headers: Headers): number | undefined {
  const seconds = headers.get("retry-after")?.trim() ?? "";
  return /^\d+(\.\d+)?$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** `X-Ratelimit` is JSON that says until when the limit holds; Trakt may leave `Retry-After` out. */
function untilReset(headers: Headers): number | undefined {
  try {
    const limit: unknown = JSON.parse(headers.get("x-ratelimit") ?? "");
    const until = limit instanceof Object && "until" in limit ? Date.parse(`${limit.until}`) : NaN;
    return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
  } catch {
    return undefined;
  }
}
