import { createSecretKeys } from "@ettl/logging/redaction";
import { describe, expect, test } from "vitest";

const secret =
  `password passwd pwd passphrase passcode secret token accessToken refresh_token id_token
  authToken bearer_token sessionToken csrf-token githubToken apiKey api_key x-api-key APIKey apikey
  privateKey secret_key SecretAccessKey access_key signingKey authorization Proxy-Authorization cookie
  Set-Cookie credential credentials connectionString otp cvv cvc pin ssn jwt dbPassword DB_PASS pass
  STRIPE_SECRET_KEY passwords clientSecret client_secret_value password1 new_password PGPASSWORD
  headers.authorization smtp.pass password_hash accessTokens`.split(/\s+/);

const harmless = `tokens_used max_tokens token_count total_tokens tokens tokenizer token_type author
  authority secretary keyboard monkey key primary_key foreign_key cache_key idempotency_key sortKey
  public_key access_key_id password_changed_at passwordless has_password requires_password
  cookie_consent next_page_token pageToken continuation_token secretName bypass passage compass
  passenger spinner pinned gpio_pin signature session_id id name message`.split(/\s+/);

describe("secret keys", () => {
  const isSecret = createSecretKeys();

  test.each(secret)("%s is one", (key) => {
    expect(isSecret(key)).toBe(true);
  });

  test.each(harmless)("%s is none", (key) => {
    expect(isSecret(key)).toBe(false);
  });

  test("takes more keys, in any spelling", () => {
    const withMore = createSecretKeys(["routing key", "sessionId"]);
    expect(["routingKey", "ROUTING_KEY", "session_id"].map(withMore)).toEqual([true, true, true]);
    expect(isSecret("routingKey")).toBe(false);
  });

  test("L12 gives the same verdicts after any number of made-up keys", () => {
    for (let count = 0; count < 100_000; count++) isSecret(`made_up_${count}`);
    expect(isSecret("password")).toBe(true);
    expect(isSecret("__proto__")).toBe(false);
    expect(isSecret("constructor")).toBe(false);
    expect(isSecret("")).toBe(false);
    expect(isSecret(`${"a_".repeat(1_000_000)}password`)).toBe(true);
  });
});
