interface Keys {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  readonly access_token?: string | undefined;
  readonly api_base_url: string;
}

/**
 * Whose account is read, and where. Its secrets can be read and are in no printed form of it, nor in
 * one of a copy.
 */
export class TraktAccount {
  readonly clientId: string;
  readonly apiBaseUrl: string;
  readonly #clientSecret: string | undefined;
  readonly #accessToken: string;

  constructor({ client_id = "", client_secret, access_token = "", api_base_url }: Keys) {
    this.clientId = client_id;
    this.apiBaseUrl = api_base_url;
    this.#clientSecret = client_secret;
    this.#accessToken = access_token;
    Object.freeze(this);
  }

  /** Of the application; the exports do without it. */
  get clientSecret(): string | undefined {
    return this.#clientSecret;
  }

  get accessToken(): string {
    return this.#accessToken;
  }
}
