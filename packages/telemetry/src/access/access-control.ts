import { bearerToken } from "./bearer-token.ts";
import { loginLimit } from "./login-limit.ts";
import { hasOwnOrigin, isForeign } from "./origin.ts";
import { sameSecret } from "./same-secret.ts";
import type { Scope } from "./scope.ts";
import {
  isSession,
  sessionCookies,
  sessionMs,
  setCookie,
  signedSession,
} from "./session-cookie.ts";

export interface AccessOptions {
  /** Whoever brings it reads and operates. Without it everybody reads and nobody operates. */
  readonly authToken?: string | undefined;
  /** Whoever brings it only reads. It needs an `authToken` beside it. */
  readonly readToken?: string | undefined;
  /** Whether browsers send the cookie over https only, as they should where TLS is on. */
  readonly secureCookie: boolean;
  /**
   * The clock, in milliseconds.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

/** Who may do what, by the tokens of the configuration: the one answer for every route. */
export interface AccessControl {
  /**
   * Whether a request may go on. It brings a token as `Authorization: Bearer …`, or the cookie of a
   * login; a cookie counts only for the own page's requests, and to operate only with its `Origin`.
   */
  authorize(request: Request, scope?: Scope): boolean;
  /**
   * The widest scope that a request's token or cookie has, for a page that shows what may be done.
   * `authorize` decides whether this very request may do it.
   */
  scopeOf(request: Request): Scope | undefined;
  /**
   * The `Set-Cookie` of a login that holds for 12 hours; undefined when the token is none, or after
   * ten failures within seconds, when only one attempt a second is looked at.
   */
  login(token: string): string | undefined;
  /** Time until `login` looks at an attempt again, in milliseconds; 0: it does now. */
  loginWaitMs(): number;
  /** The `Set-Cookie` that ends a login in its browser. */
  logout(): string;
}

/** @throws {TypeError} A `readToken` without `authToken`, or the same as it. */
export function accessControl(options: AccessOptions): AccessControl {
  const { authToken, readToken, secureCookie, now = Date.now } = options;
  if (readToken !== undefined && authToken === undefined)
    throw new TypeError("accessControl: readToken needs an authToken beside it");
  if (readToken !== undefined && readToken === authToken)
    throw new TypeError("accessControl: readToken and authToken are the same");
  const tokens = [
    { token: authToken, scope: "operate" },
    { token: readToken, scope: "read" },
  ].filter((one): one is { token: string; scope: Scope } => one.token !== undefined);
  const limit = loginLimit(now);

  const scopeOfToken = (given: string | undefined) =>
    given === undefined ? undefined : tokens.find(({ token }) => sameSecret(given, token))?.scope;
  const scopeOfCookie = (request: Request) => {
    const values = sessionCookies(request);
    const nowMs = now();
    return tokens.find(({ token, scope }) =>
      values.some((value) => isSession(value, token, scope, nowMs)),
    )?.scope;
  };
  const scopeOf = (request: Request): Scope | undefined => {
    if (authToken === undefined) return "read";
    const byToken = scopeOfToken(bearerToken(request));
    return byToken ?? (cookieCounts(request, "read") ? scopeOfCookie(request) : undefined);
  };

  return {
    authorize(request, scope = "read") {
      if (authToken === undefined) return scope === "read";
      const byToken = scopeOfToken(bearerToken(request));
      if (byToken !== undefined) return allows(byToken, scope);
      return cookieCounts(request, scope) && allows(scopeOfCookie(request), scope);
    },
    scopeOf,
    login(token) {
      if (limit.waitMs() > 0) return undefined;
      const scope = scopeOfToken(token);
      if (scope === undefined) {
        limit.failed();
        return undefined;
      }
      return setCookie(signedSession(token, scope, now() + sessionMs), sessionMs, secureCookie);
    },
    loginWaitMs: () => limit.waitMs(),
    logout: () => setCookie("", 0, secureCookie),
  };
}

const allows = (has: Scope | undefined, wanted: Scope) =>
  has === "operate" || (has === "read" && wanted === "read");

/** A browser adds cookies by itself: only what the own page asks for is meant. */
function cookieCounts(request: Request, scope: Scope): boolean {
  if (isForeign(request)) return false;
  const changes = request.method !== "GET" && request.method !== "HEAD";
  return (scope === "read" && !changes) || hasOwnOrigin(request);
}
