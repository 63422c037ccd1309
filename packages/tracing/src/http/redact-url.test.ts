import fc from "fast-check";
import { expect, test } from "vitest";
import { redactQuery, redactUrl } from "./redact-url.ts";

test("user, password and fragment never show", () => {
  expect(redactUrl("https://me:secret@host:8443/a?b=c#token=x")).toBe(
    "https://REDACTED:REDACTED@host:8443/a?b=c",
  );
  expect(redactUrl("https://me@host")).toBe("https://REDACTED:REDACTED@host/");
  expect(redactUrl(new URL("http://:secret@[::1]/"))).toBe("http://REDACTED:REDACTED@[::1]/");
});

test("values of keys that sign or carry tokens go, in any case and spelling; the keys stay", () => {
  for (const key of [
    "sig",
    "Signature",
    "AWSAccessKeyId",
    "X-Amz-Signature",
    "x-amz-security-token",
    "X-Goog-Signature",
    "access_token",
    "client_secret",
    "code",
    "token",
    "apikey",
    "API_KEY",
    "%73ig",
    "pass%77ord",
  ])
    expect(redactUrl(`https://h/p?page=2&${key}=s3cret=x&limit=5`)).toBe(
      `https://h/p?page=2&${key}=REDACTED&limit=5`,
    );
  expect(redactQuery("a=1;token=s3cret;b=2&token&=x&%zz=1&tokens=5&token=")).toBe(
    "a=1;token=REDACTED;b=2&token&=x&%zz=1&tokens=5&token=REDACTED",
  );
});

test("the secret part of a webhook's address goes", () => {
  for (const [url, shown] of [
    ["https://hooks.slack.com/services/T1/B2/s3cret", "https://hooks.slack.com/services/REDACTED"],
    ["https://HOOKS.slack.com./services/T1/B2/x", "https://hooks.slack.com./services/REDACTED"],
    ["https://hooks.slack.com/triggers/T/1/s", "https://hooks.slack.com/triggers/REDACTED"],
    ["https://hooks.slack-gov.com/services/T/B/s", "https://hooks.slack-gov.com/services/REDACTED"],
    [
      "https://discord.com/api/webhooks/1/s?wait=1",
      "https://discord.com/api/webhooks/REDACTED?wait=1",
    ],
    [
      "https://api.telegram.org/bot1:s/sendMessage",
      "https://api.telegram.org/botREDACTED/sendMessage",
    ],
    ["https://example.com/services/T1/B2/x", "https://example.com/services/T1/B2/x"],
  ] as const)
    expect(redactUrl(url)).toBe(shown);
});

test("what is no URL, or has no host, shows nothing of itself", () => {
  for (const bad of ["", "/path?token=s3cret", "api.internal", "http://", "http://user:pa ss@"])
    expect(redactUrl(bad)).toBe("invalid-url");
  expect(redactUrl("data:text/plain,s3cret")).toBe("data:REDACTED");
  expect(redactUrl("blob:https://h/uuid")).toBe("blob:REDACTED");
});

test("a long query takes time in proportion, and any text is taken", () => {
  const pieces = fc.constantFrom("a", "token", "=", "&", ";", "%", "s3cret");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), fc.string(), (parts, text) => {
      const query = parts.join("");
      expect(redactQuery(query)).not.toMatch(/(?:^|[&;])token=s3cret/);
      redactUrl(text);
    }),
  );
  const long = `${"a".repeat(1_000_000)}&token=s3cret`;
  expect(redactQuery(long).endsWith("&token=REDACTED")).toBe(true);
});
