/** Where the client has its token from. */
export interface TraktAuth {
  /**
   * The token for the next request, renewed when its time has come; nothing for public profiles.
   *
   * @throws {TraktError} `unauthorized` when there is none that could be used.
   */
  token(signal?: AbortSignal): Promise<string | undefined>;
  /** After a token was refused: whether another one is there now. */
  renew(refused: string, signal?: AbortSignal): Promise<boolean>;
  /** What to do about a token that is refused. */
  readonly advice: string;
}

/** A token that somebody put into the configuration, or none. */
export function fixedToken(token: string | undefined): TraktAuth {
  return {
    token: async () => token,
    renew: async () => false,
    advice: "it has expired or was revoked: put a new one in trakt.access_token",
  };
}
