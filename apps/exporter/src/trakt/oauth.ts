import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { checkedBaseUrl } from "./headers.ts";
import { requestJson } from "./request.ts";
import { withRetries } from "./retry.ts";
import { type StoredToken, tokenAnswer } from "./token-file.ts";
import { TraktError } from "./trakt-error.ts";

/** What a program without a browser of its own names as the place to come back to. */
const noRedirect = "urn:ietf:wg:oauth:2.0:oob";

export interface OAuthOptions {
  /** For example `https://auth.trakt.tv`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
}

/** What the owner of the account is asked to do. */
export interface DeviceCode {
  readonly verificationUrl: string;
  readonly userCode: string;
  readonly expiresInSeconds: number;
}

const deviceAnswer = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_url: z.string().min(1),
  expires_in: z.number().positive(),
  interval: z.number().positive().default(5),
});

/** Answers to the question for the token that end the asking. */
const deviceRefusals: Readonly<Record<number, string>> = {
  404: "Trakt does not know the code: begin again",
  409: "the code was used already: begin again",
  410: "nobody entered the code in time: begin again",
  418: "the login was denied",
};

/** Logs in and renews, at Trakt's own OAuth server. */
export function createOAuth({ baseUrl, clientId, clientSecret, userAgent }: OAuthOptions) {
  const base = checkedBaseUrl(baseUrl);
  const keys = { client_id: clientId, client_secret: clientSecret };
  const post = (path: string, body: object, accept: number[], signal?: AbortSignal) =>
    requestJson(new URL(base + path), {
      fetch: globalThis.fetch,
      headers: { "Content-Type": "application/json", "User-Agent": userAgent },
      timeoutMs: 30_000,
      signal,
      where: `POST ${path}`,
      body,
      accept,
    });
  const understood = <T>(schema: z.ZodType<T>, value: unknown, path: string): T => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    // Not what it was: there may be half a token in it.
    throw new TraktError(
      `another answer than expected at POST ${path}: check trakt.auth_base_url`,
      {
        code: "malformed",
        retryable: false,
      },
    );
  };

  return {
    /**
     * Device login: tells what the owner has to do, and waits until it is done.
     *
     * @throws {TraktError} when it is denied, or not done in time.
     */
    async login(onCode: (code: DeviceCode) => void, signal?: AbortSignal): Promise<StoredToken> {
      const begun = await withRetries(
        () => post("/oauth/device/code", { client_id: clientId }, [], signal),
        { retries: 3, backoffMs: 1000, signal },
      );
      const code = understood(deviceAnswer, begun.value, "/oauth/device/code");
      onCode({
        verificationUrl: code.verification_url,
        userCode: code.user_code,
        expiresInSeconds: code.expires_in,
      });
      const end = performance.now() + code.expires_in * 1000;
      let intervalMs = code.interval * 1000;
      while (performance.now() < end) {
        await delay(intervalMs, undefined, signal ? { signal } : {});
        const path = "/oauth/device/token";
        const answer = await post(
          path,
          { code: code.device_code, ...keys },
          [400, 429, 500, 502, 503, 504, ...Object.keys(deviceRefusals).map(Number)],
          signal,
        );
        if (answer.status === 200) return understood(tokenAnswer, answer.value, path);
        const refusal = deviceRefusals[answer.status];
        if (refusal)
          throw new TraktError(`${refusal} (${answer.status})`, {
            code: "unauthorized",
            status: answer.status,
            retryable: false,
          });
        // "Slow down": each time a second more.
        if (answer.status === 429) intervalMs += 1000;
      }
      throw new TraktError(`${deviceRefusals[410]}`, { code: "unauthorized", retryable: false });
    },

    /**
     * Trades a refresh token for a new pair. A refresh token is good for one use.
     *
     * @throws {TraktError} `unauthorized` when Trakt takes it no more.
     */
    async refresh(refreshToken: string, signal?: AbortSignal): Promise<StoredToken> {
      const path = "/oauth/token";
      const body = {
        refresh_token: refreshToken,
        ...keys,
        redirect_uri: noRedirect,
        grant_type: "refresh_token",
      };
      // Not repeated after a lost answer: the token may be used up, which only a second try would tell.
      const answer = await post(path, body, [400, 401, 403], signal);
      if (answer.status === 200) return understood(tokenAnswer, answer.value, path);
      throw new TraktError(`Trakt no longer takes the refresh token (${answer.status})`, {
        code: "unauthorized",
        status: answer.status,
        retryable: false,
      });
    },
  };
}

export type OAuth = ReturnType<typeof createOAuth>;
