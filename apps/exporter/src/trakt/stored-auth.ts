import { dirname } from "node:path";
import { lock } from "../state/lock.ts";
import type { TraktAuth } from "./auth.ts";
import type { OAuth } from "./oauth.ts";
import { expiryOf, halfLifeOf, readToken, type StoredToken, writeToken } from "./token-file.ts";
import { TraktError } from "./trakt-error.ts";

/** After a renewal that failed and was not needed yet. */
const retryAfterMs = 60_000;
/** Longer than another process needs for a renewal, its timeout included. */
const lockWaitMs = 45_000;
const advice = "log in again, with `ettl-exporter login`";

export interface StoredAuthOptions {
  readonly path: string;
  /** Absent without the application's secret: the token is then used until it ends. */
  readonly oauth: Pick<OAuth, "refresh"> | undefined;
  readonly onProblem: (message: string) => void;
  /** Told of the token in use: when it ends, in milliseconds since 1970. */
  readonly onExpiry?: ((time: number) => void) | undefined;
}

/**
 * The token that `login` stored, renewed at half its life. Processes that share the file renew one
 * after the other, and who comes second finds the first one's.
 */
export function storedAuth(options: StoredAuthOptions): TraktAuth {
  const { path, oauth, onProblem, onExpiry = () => {} } = options;
  let current: StoredToken | undefined;
  let nextTry = 0;
  let renewing: Promise<void> | undefined;

  const use = (token: StoredToken | undefined) => {
    current = token;
    if (token) onExpiry(expiryOf(token));
  };

  /** @param isOld whether the token in the file is the one that has to go. */
  const renew = async (isOld: (token: StoredToken) => boolean, signal?: AbortSignal) => {
    const release = await lock(dirname(path), {
      name: "token",
      what: "the token is being renewed",
      waitMs: lockWaitMs,
      signal,
    });
    try {
      const stored = await readToken(path);
      if (stored && !isOld(stored)) return use(stored);
      if (!stored || !oauth) return;
      // Refresh tokens are good for one use: what could not be stored would be lost. So first it is
      // shown that a file of this size can be written.
      await writeToken(path, stored);
      const fresh = await oauth.refresh(stored.refresh_token, signal);
      use(fresh);
      await writeToken(path, fresh).catch((error: Error) =>
        onProblem(
          `the new token could not be stored (${error.message}): this run goes on with it, afterwards ${advice}`,
        ),
      );
    } finally {
      await release();
    }
  };
  /** One renewal at a time in this process, too. */
  const renewOnce = (isOld: (token: StoredToken) => boolean, signal?: AbortSignal) => {
    renewing ??= renew(isOld, signal).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    advice: `${advice}; the login has ended or was revoked`,
    async token(signal) {
      if (!current) use(await readToken(path));
      if (!current) throw loggedOut(`nobody is logged in (no ${path}): ${advice}`);
      if (Date.now() >= halfLifeOf(current) && Date.now() >= nextTry) {
        try {
          await renewOnce((stored) => Date.now() >= halfLifeOf(stored), signal);
        } catch (error) {
          signal?.throwIfAborted();
          nextTry = Date.now() + retryAfterMs;
          if (Date.now() >= expiryOf(current)) {
            if (error instanceof TraktError && error.retryable) throw error;
            throw loggedOut(`the login has ended and can't be renewed: ${advice}`, error);
          }
          onProblem(
            `the token could not be renewed, and is good until ${new Date(expiryOf(current)).toISOString()}: ${(error as Error).message}`,
          );
        }
      }
      if (Date.now() >= expiryOf(current))
        throw loggedOut(
          oauth
            ? `the login has ended: ${advice}`
            : `the login has ended: ${advice}; with trakt.client_secret it is renewed by itself`,
        );
      return current.access_token;
    },
    async renew(refused, signal) {
      try {
        await renewOnce((stored) => stored.access_token === refused, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof TraktError && error.retryable) throw error;
        onProblem(`the token was refused and could not be renewed: ${(error as Error).message}`);
      }
      return current !== undefined && current.access_token !== refused;
    },
  };
}

function loggedOut(message: string, cause?: unknown): TraktError {
  return new TraktError(message, { code: "unauthorized", retryable: false, cause });
}
