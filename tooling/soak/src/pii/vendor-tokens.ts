import type { Make, Sample } from "./personal-data.ts";
import { alphanumeric, digits, hex, lower, type Random, upper, urlSafe } from "./random.ts";

// Prefixes stand apart from what follows: no text of this repository may look like a token.
const joined = (separator: string, ...parts: readonly string[]): Sample => ({
  secret: parts.join(separator),
});

type Tokens = Readonly<Record<string, Make>>;

/** Tokens of the vendors that the logger names. */
export const vendorTokens = {
  "github-classic": (r) =>
    joined("_", r.pick(["ghp", "gho", "ghu", "ghs", "ghr"]), r.text(alphanumeric, 36)),
  "github-fine": (r) =>
    joined("_", "github", "pat", r.text(alphanumeric, 22), r.text(alphanumeric, 59)),
  gitlab: (r) => joined("-", r.pick(["glpat", "gldt", "glrt", "glsoat"]), r.text(alphanumeric, 20)),
  "gitlab-trigger": (r) => joined("-", "glptt", r.text(hex, 40)),
  "slack-bot": (r) =>
    joined("-", "xoxb", r.text(digits, 12), r.text(digits, 13), r.text(alphanumeric, 24)),
  "slack-user": (r) =>
    joined(
      "-",
      "xoxp",
      r.text(digits, 12),
      r.text(digits, 12),
      r.text(digits, 13),
      r.text(hex, 32),
    ),
  "slack-app": (r) =>
    joined("-", "xapp", "1", `A${r.text(upper, 10)}`, r.text(digits, 13), r.text(hex, 64)),
  "slack-webhook": (r) => {
    const path = `T${r.text(upper + digits, 10)}/B${r.text(upper + digits, 10)}/${r.text(alphanumeric, 24)}`;
    return { secret: path, text: `https://hooks.slack.com/${"services"}/${path}` };
  },
  "aws-key-id": (r) => joined("", r.pick(["AKIA", "ASIA"]), r.text(`${upper}234567`, 16)),
  "stripe-live": (r) =>
    joined("_", r.pick(["sk", "rk"]), "live", r.text(alphanumeric, r.pick([24, 99]))),
  "stripe-test": (r) => joined("_", "sk", "test", r.text(alphanumeric, 24)),
  "stripe-webhook": (r) => joined("_", "whsec", r.text(alphanumeric, 32)),
  "google-key": (r) => joined("", "AI", "za", `Sy${r.text(urlSafe, 32)}${r.text(alphanumeric, 1)}`),
  "google-oauth": (r) => joined(".", "ya29", `a0${r.text(urlSafe, 120)}${r.text(alphanumeric, 1)}`),
  "google-client": (r) => joined("-", "GOCSPX", r.text(alphanumeric, 28)),
  npm: (r) => joined("_", "npm", r.text(alphanumeric, 36)),
  sendgrid: (r) =>
    joined(".", "SG", r.text(alphanumeric, 22), r.text(urlSafe, 42) + r.text(alphanumeric, 1)),
  "openai-project": (r) =>
    joined("-", "sk", "proj", `${r.text(urlSafe, 74)}T3Blbk${"FJ"}${r.text(alphanumeric, 74)}`),
  "openai-classic": (r) =>
    joined("-", "sk", `${r.text(alphanumeric, 20)}T3Blbk${"FJ"}${r.text(alphanumeric, 20)}`),
  "anthropic-like": (r) => joined("-", "sk", "ant", "api03", `${r.text(urlSafe, 93)}AA`),
  telegram: (r) =>
    joined(
      ":",
      String(1 + r.below(9)) + r.text(digits, 9),
      `AA${r.text(urlSafe, 32)}${r.text(alphanumeric, 1)}`,
    ),
} satisfies Tokens;

/** Tokens of other well-known vendors: public corpora have them, the logger promises less. */
export const otherTokens = {
  digitalocean: (r) => joined("_", "dop", "v1", r.text(hex, 64)),
  huggingface: (r) => joined("_", "hf", r.text(upper + lower, 34)),
  shopify: (r) => joined("_", "shpat", r.text(hex, 32)),
  pypi: (r) =>
    joined("-", "pypi", `AgEIcHlwaS5vcmc${r.text(urlSafe, 90)}${r.text(alphanumeric, 1)}`),
  dockerhub: (r) => joined("_", "dckr", "pat", r.text(urlSafe, 26) + r.text(alphanumeric, 1)),
  vault: (r) => joined(".", "hvs", r.text(alphanumeric, 28)),
  grafana: (r) => joined("_", "glsa", r.text(alphanumeric, 32), r.text(hex, 8)),
  linear: (r) => joined("_", "lin", "api", r.text(alphanumeric, 40)),
} satisfies Tokens;

/** One token of a table, each in its turn at random. */
export const anyOf =
  (tokens: Tokens): Make =>
  (random: Random) =>
    random.pick(Object.values(tokens))(random);
