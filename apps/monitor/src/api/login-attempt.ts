import type { Telemetry } from "@ettl/telemetry";
import type { Context } from "hono";

/** What a login needs of the monitor's access control. */
export type LoginAccess = Pick<Telemetry["access"], "login" | "loginWaitMs" | "logout">;

/** What became of a login: its cookie, or why there is none. */
export type LoginAttempt =
  | { readonly cookie: string }
  | { readonly status: 401 | 429; readonly message: string; readonly waitSeconds?: number };

/** Longest body of a login. */
const maxCharacters = 4_096;

/** The body of a login, a form or JSON, as its fields; what is too long or no such thing has none. */
export async function loginFields(context: Context): Promise<URLSearchParams> {
  const text = await context.req.text();
  if (text.length > maxCharacters) return new URLSearchParams();
  if (!context.req.header("content-type")?.startsWith("application/json"))
    return new URLSearchParams(text);
  try {
    const { token } = JSON.parse(text) as { readonly token?: unknown };
    return new URLSearchParams(typeof token === "string" ? { token } : {});
  } catch {
    return new URLSearchParams();
  }
}

/** Logs in with a token, unless too many others failed just now. */
export function attemptLogin(access: LoginAccess, token: string): LoginAttempt {
  const waitMs = access.loginWaitMs();
  if (waitMs > 0)
    return {
      status: 429,
      message: "try again in a moment",
      waitSeconds: Math.ceil(waitMs / 1_000),
    };
  const cookie = access.login(token);
  return cookie === undefined
    ? { status: 401, message: "that is no token of this monitor" }
    : { cookie };
}
