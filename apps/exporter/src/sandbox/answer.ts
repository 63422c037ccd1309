import type { IncomingHttpHeaders } from "node:http";
import type { Account } from "./account.ts";
import type { Fault } from "./faults.ts";
import { findList } from "./lists.ts";
import { type PagesFault, wrongPage } from "./wrong-page.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string. */
  readonly body: unknown;
}

/** The one user of the sandbox, whose profile is public. */
const user = "demo";

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly isValid: (token: string) => boolean;
  /** When the account was last changed. */
  readonly changedAt: string;
  /** What is wrong with the pages of a list, if anything. */
  readonly pages?: PagesFault | undefined;
}

/** Answers one request to the API, as Trakt would. */
export function answer(account: Account, request: ApiRequest): Answer {
  const { method, url, headers, isValid, changedAt } = request;
  if (url.pathname === "/") return { status: 200, body: {} };
  const match = /^\/(?:sync|users\/([^/]+))(\/.*)$/.exec(url.pathname);
  const activities = url.pathname === "/sync/last_activities";
  const list = match?.[2] && findList(account, match[2], url.searchParams);
  if (!match || !(list || activities))
    return refusal(404, "not_found", `there is no ${url.pathname}`);
  if (method !== "GET" && method !== "HEAD") return methodNotAllowed("GET, HEAD");

  if (!headers["trakt-api-key"])
    return refusal(403, "invalid_api_key", "send a trakt-api-key header, any client id will do");
  if (headers["trakt-api-version"] !== "2")
    return refusal(412, "precondition_failed", "send the header trakt-api-version: 2");

  const owner = match[1] ?? "me";
  if (owner !== "me" && owner !== user)
    return refusal(404, "not_found", `the only user here is ${user}`);
  const [, token = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
  if (owner === "me" && !isValid(token))
    return refusal(401, "invalid_token", "send the header Authorization: Bearer demo, or log in");

  if (!list) return { status: 200, body: activityTimes(changedAt) };
  if ("error" in list) return refusal(list.status, "invalid_request", list.error);
  const page = wrongPage(list.rows, url.searchParams, request.pages);
  return { status: 200, headers: page.headers, body: page.rows };
}

function activityTimes(changedAt: string): object {
  const names = ["watched_at", "collected_at", "rated_at", "watchlisted_at", "hidden_at"];
  const movies = Object.fromEntries(names.map((name) => [name, changedAt]));
  return { all: changedAt, movies, watchlist: { updated_at: changedAt } };
}

/** What a request gets that a fault hits; a reset has no answer. */
export function faultAnswer(fault: Fault): Answer | undefined {
  if (fault.kind === "status")
    return refusal(fault.status, "sandbox_fault", "the sandbox was asked to answer so");
  if (fault.kind === "html")
    return {
      status: 200,
      headers: { "Content-Type": "text/html; charset=UTF-8" },
      body: "<!DOCTYPE html>\n<html><head><title>Checking your browser</title></head></html>\n",
    };
  if (fault.kind === "truncated") return { status: 200, body: '[{"id":1,"movie":{"tit' };
  if (fault.kind !== "rate-limit") return undefined;
  const headers = { "Retry-After": String(fault.retryAfterSeconds) };
  if (fault.body === "json")
    return { ...refusal(429, "rate_limited", "too many requests"), headers };
  return {
    status: 429,
    headers: { ...headers, "Content-Type": "text/html; charset=UTF-8", Server: "cloudflare" },
    body: "<!DOCTYPE html>\n<html><head><title>Error 1015</title></head><body><h1>You are being rate limited</h1></body></html>\n",
  };
}

export function refusal(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}

export function methodNotAllowed(allow: string): Answer {
  return {
    ...refusal(405, "method_not_allowed", `only ${allow} here`),
    headers: { Allow: allow },
  };
}
