import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Answer } from "./answer.ts";

/** How the sandbox plays Trakt's OAuth server; what the owner does is decided beforehand. */
const settingsSchema = z.strictObject({
  /** What the owner of the account does with a code. */
  decision: z.enum(["approve", "deny", "ignore"]).default("approve"),
  /** Life of a token, in seconds. */
  expires_in: z.number().positive().default(86_400),
  /** Time between two questions for the token, in seconds. */
  interval: z.number().positive().default(1),
  /** Life of a code, in seconds. */
  code_expires_in: z.number().positive().default(600),
});

/** Logs in and renews: each refresh token is good for one use, as Trakt's are. */
export interface OAuthServer {
  /** Replaces the settings; those that are left out have their defaults. */
  set(settings: unknown): void;
  /** Settings, and how often tokens were handed out. */
  state(): object;
  isValid(accessToken: string): boolean;
  /** Makes all access tokens invalid that were handed out so far. */
  revoke(): void;
  answer(path: string, body: unknown): Answer;
}

/** The token that is always good. */
const standingToken = "demo";
const client = z.object({ client_id: z.string().min(1) });
const secretClient = client.extend({ client_secret: z.string().min(1) });
const deviceRequest = secretClient.extend({ code: z.string() });
const refreshRequest = secretClient.extend({
  refresh_token: z.string(),
  grant_type: z.literal("refresh_token"),
  redirect_uri: z.string(),
});

export function createOAuthServer(): OAuthServer {
  let settings = settingsSchema.parse({});
  const codes = new Map<string, { asked: number; endMs: number; used: boolean }>();
  const access = new Map<string, number>();
  const refresh = new Set<string>();
  const counts = { logins: 0, refreshes: 0, refused_refreshes: 0 };
  const random = () => randomBytes(16).toString("hex");

  const handOut = (): Answer => {
    const [access_token, refresh_token] = [random(), random()];
    const now = Date.now();
    access.set(access_token, now + settings.expires_in * 1000);
    refresh.add(refresh_token);
    const { expires_in } = settings;
    const created_at = Math.floor(now / 1000);
    const rest = { token_type: "bearer", expires_in, scope: "public", created_at };
    return { status: 200, body: { access_token, refresh_token, ...rest } };
  };
  const error = (status: number, name: string, description: string): Answer => ({
    status,
    body: { error: name, error_description: description },
  });

  return {
    set(given) {
      settings = settingsSchema.parse(given);
    },
    state: () => ({ ...settings, ...counts }),
    isValid: (token) => token === standingToken || (access.get(token) ?? 0) > Date.now(),
    revoke: () => access.clear(),
    answer(path, body) {
      if (path === "/oauth/device/code") {
        if (!client.safeParse(body).success) return error(403, "invalid_client", "no client_id");
        const device_code = random();
        codes.set(device_code, {
          asked: 0,
          endMs: Date.now() + settings.code_expires_in * 1000,
          used: false,
        });
        return {
          status: 200,
          body: {
            device_code,
            user_code: random().slice(0, 8).toUpperCase(),
            verification_url: "https://trakt.tv/activate",
            expires_in: settings.code_expires_in,
            interval: settings.interval,
          },
        };
      }
      if (path === "/oauth/device/token") {
        const request = deviceRequest.safeParse(body);
        const code = request.success ? codes.get(request.data.code) : undefined;
        // Trakt's answers have no body here, only the status.
        if (!code) return { status: 404, body: "" };
        if (code.used) return { status: 409, body: "" };
        if (Date.now() > code.endMs) return { status: 410, body: "" };
        code.asked++;
        if (settings.decision === "deny") return { status: 418, body: "" };
        if (settings.decision === "ignore" || code.asked < 2) return { status: 400, body: "" };
        code.used = true;
        counts.logins++;
        return handOut();
      }
      const request = refreshRequest.safeParse(body);
      if (!request.success || !refresh.delete(request.data.refresh_token)) {
        counts.refused_refreshes++;
        return error(401, "invalid_grant", "the refresh token is invalid or was used before");
      }
      counts.refreshes++;
      return handOut();
    },
  };
}
