import { byHand } from "./by-hand.ts";
import { card, email, type Make, passphrase } from "./personal-data.ts";
import type { PiiCase } from "./pii-case.ts";
import { alphanumeric } from "./random.ts";
import { anyOf, vendorTokens } from "./vendor-tokens.ts";

const two =
  (make: Make): Make =>
  (random) => {
    const [first, second] = [make(random), make(random)];
    const text = `${first.text ?? first.secret}, ${second.text ?? second.secret}`;
    return { secret: first.secret, alsoSecret: [second.secret], text };
  };

const escapedEmail: Make = (random) => {
  const { secret } = email(random);
  return { secret: encodeURIComponent(secret) };
};

const escapedPassword: Make = (random) => ({
  secret: `${random.text(alphanumeric, 8)}%40${random.text(alphanumeric, 6)}%2F${random.text(alphanumeric, 4)}`,
});

const signs: Make = (random) => ({
  secret: `${random.text(alphanumeric, 7)}!#${random.text(alphanumeric, 5)}(?)*${random.text(alphanumeric, 4)}`,
});

const plain: Make = (random) => ({ secret: passphrase(random) });

const filler = "exported a film, then another one; ".repeat(600);
const deep = (value: unknown, levels: number): unknown =>
  levels === 0 ? value : { next: deep(value, levels - 1) };

/** Two secrets in one line, escaped ones, ones far into a long text or a deep structure. */
export function awkwardByHand(): PiiCase[] {
  return [
    ...byHand("email", two(email), {
      message: ["moved from {}", "merge conflict between {}", "recipients: [{}]"],
      "error-message": ["all of {} were rejected"],
    }),
    ...byHand("card", two(card), { message: ["replaced card {}"] }),
    ...byHand("token", two(anyOf(vendorTokens)), { message: ["rotated {}", "keys in use: {}"] }),
    ...byHand("email", escapedEmail, {
      message: ["GET /unsubscribe?list=7&address={} 200"],
      "url-field": [
        (s) => [{ url: `https://crm.example.net/people?mail=${s}&page=2` }, "http.done"],
        (s) => [{ path: `/people/${s}/films` }, "request.read"],
      ],
    }),
    ...byHand("email", email, {
      message: [(s) => [`${filler}then wrote to ${s}`]],
      nested: [(s) => [{ tree: deep({ owner: s }, 4) }, "tree.read"]],
      array: [(s) => [{ users: [...Array.from({ length: 40 }, (_, id) => id), s] }, "users.read"]],
      "format-args": [(s) => ["mail to %s@%s bounced", ...s.split("@")]],
      "object-key": [(s) => [{ quota: { [s]: { used: 3, limit: 10 } } }, "quota.read"]],
    }),
    ...byHand("url-credentials", escapedPassword, {
      message: ["cannot reach postgres://films:{}@db.internal:5432/films"],
      field: [(s) => [{ proxy: `http://films:${s}@proxy.example.com:3128` }, "proxy.set"]],
    }),
    ...byHand("key-value", signs, {
      message: [
        'login failed, password="{}"',
        "config: password='{}', host='db'",
        '{"user":"anna","password":"{}","attempt":2}',
      ],
    }),
    ...byHand("secret-key", signs, {
      nested: [(s) => [{ level1: deep({ password: s }, 3) }, "settings.read"]],
      field: [(s) => [{ password: s, note: "too short" }, "refused"]],
    }),
    ...byHand("secret-key", plain, {
      message: [(s) => [{ password: s }, `${filler}done`]],
      array: [(s) => [{ rows: [...Array(30).keys()].map((id) => ({ id, token: s })) }, "rows"]],
    }),
  ];
}
