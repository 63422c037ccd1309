import type { IncomingHttpHeaders } from "node:http";
import type { Account } from "./account.ts";
import type { Fault } from "./faults.ts";
import { findList } from "./lists.ts";
import { cutPage } from "./page.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string. */
  readonly body: unknown;
}

/** The one user of the sandbox, whose profile is public. */
const user = "demo";
const token = "demo";

/** The account never changes. */
const lastActivity = "2026-01-01T00:00:00.000Z";

/** Answers one request to the API, as Trakt would. */
export function answer(
  account: Account,
  { method, url, headers }: { method: string; url: URL; headers: IncomingHttpHeaders },
): Answer {
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
  if (owner === "me" && headers.authorization !== `Bearer ${token}`)
    return refusal(401, "invalid_token", `send the header Authorization: Bearer ${token}`);

  if (!list) return { status: 200, body: { all: lastActivity } };
  if ("error" in list) return refusal(list.status, "invalid_request", list.error);
  const page = cutPage(list.rows, url.searchParams);
  return { status: 200, headers: page.headers, body: page.rows };
}

/** What a request gets that a fault hits; a reset has no answer. */
export function faultAnswer(fault: Fault): Answer | undefined {
  if (fault.kind === "status")
    return refusal(fault.status, "sandbox_fault", "the sandbox was asked to answer so");
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
