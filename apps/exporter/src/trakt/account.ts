interface Keys {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly access_token?: string | undefined;
  readonly user?: string | undefined;
  readonly token_file?: string | undefined;
  readonly api_base_url: string;
  readonly auth_base_url: string;
  readonly requests_per_5_minutes: number;
}

/**
 * Whose account is read, and where. Its secrets can be read and are in no printed form of it, nor in
 * one of a copy.
 */
export class TraktAccount {
  readonly clientId: string;
  readonly apiBaseUrl: string;
  readonly authBaseUrl: string;
  /** Whose public profile is read in place of an account that somebody logged in to. */
  readonly user: string | undefined;
  readonly tokenFile: string | undefined;
  readonly requestsPer5Minutes: number;
  readonly #clientSecret: string | undefined;
  readonly #accessToken: string | undefined;

  constructor(keys: Keys) {
    this.clientId = keys.client_id ?? "";
    this.apiBaseUrl = keys.api_base_url;
    this.authBaseUrl = keys.auth_base_url;
    this.user = keys.user;
    this.tokenFile = keys.token_file;
    this.requestsPer5Minutes = keys.requests_per_5_minutes;
    this.#clientSecret = keys.client_secret || undefined;
    this.#accessToken = keys.access_token || undefined;
    Object.freeze(this);
  }

  /** Of the application; a login needs it, and so does its renewal. */
  get clientSecret(): string | undefined {
    return this.#clientSecret;
  }

  /** One that never changes, in place of a login. */
  get accessToken(): string | undefined {
    return this.#accessToken;
  }
}
