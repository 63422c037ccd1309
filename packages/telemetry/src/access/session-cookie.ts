import { createHmac, randomBytes } from "node:crypto";
import { sameSecret } from "./same-secret.ts";
import type { Scope } from "./scope.ts";

const name = "ettl_session";

/** How long a login holds, in milliseconds: 12 hours. */
export const sessionMs = 12 * 60 * 60 * 1_000;

/** The longest header that is looked through, and the most cookies of our name in it. */
const maxCookieLength = 8_192;
const maxCandidates = 4;

/** A cookie that gives a scope until it ends, signed with a key that only this token leads to. */
export function signedSession(token: string, scope: Scope, endsAtMs: number): string {
  const claim = `${scope}.${endsAtMs.toString(36)}.${randomBytes(9).toString("base64url")}`;
  return `${claim}.${signature(token, claim)}`;
}

/** Whether the cookie was signed for this token and scope, and has not ended. */
export function isSession(value: string, token: string, scope: Scope, nowMs: number): boolean {
  const [claimed = "", ends = "", salt = "", given = "", ...rest] = value.split(".");
  if (claimed !== scope || rest.length > 0) return false;
  return (
    sameSecret(given, signature(token, `${claimed}.${ends}.${salt}`)) &&
    Number.parseInt(ends, 36) > nowMs
  );
}

function signature(token: string, claim: string): string {
  const key = createHmac("sha256", token).update("ettl session, version 1").digest();
  return createHmac("sha256", key).update(claim).digest("base64url");
}

/** A `Set-Cookie` that no script can read and no other site's page can make a browser send. */
export function setCookie(value: string, maxAgeMs: number, secure: boolean): string {
  const attributes = `Path=/; Max-Age=${maxAgeMs / 1_000}; HttpOnly; SameSite=Strict`;
  return `${name}=${value}; ${attributes}${secure ? "; Secure" : ""}`;
}

/** The values of our cookie in a request: another path or a program on another port may add its own. */
export function sessionCookies(request: Request): readonly string[] {
  const header = request.headers.get("cookie") ?? "";
  if (header.length > maxCookieLength) return [];
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .slice(0, maxCandidates)
    .map((pair) => pair.slice(name.length + 1));
}
