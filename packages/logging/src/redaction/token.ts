import {
  alnum,
  codeAt,
  dash,
  digit,
  dot,
  has,
  isAt,
  lower,
  runEnd,
  tokenChar,
  upper,
} from "./characters.ts";
import type { Finding, Recogniser } from "./finding.ts";
import type { Runs } from "./runs.ts";
import type { TokenShape } from "./token-shapes.ts";

/** How much of a token is looked at before it is one: what fails must fail soon. */
const lookAhead = 8;

/** A function that finds tokens of one shape. */
export function tokenRecogniser(shape: TokenShape, runs: Runs): Recogniser {
  const { prefix, body, min, exact, needs = 0 } = shape;
  const last = prefix.length - 1;
  const lastCode = prefix.charCodeAt(last);
  const bodyEnd = runs.endOf(body);
  // What is needed comes where the run of all the others ends.
  const othersEnd = needs === 0 ? undefined : runs.endOf(body & ~needs);
  return (text, start) => {
    if (codeAt(text, start + last) !== lastCode || !text.startsWith(prefix, start))
      return undefined;
    const from = start + prefix.length;
    const seen = Math.min(bodyEnd(text, from), from + (exact ?? min) + lookAhead);
    if (seen - from < min || (exact !== undefined && seen - from !== exact)) return undefined;
    if (exact !== undefined && isAt(text, seen, alnum)) return undefined;
    if (othersEnd !== undefined && othersEnd(text, from) >= seen) return undefined;
    return { start, end: tokenEnd(text, bodyEnd(text, seen)), kind: "token" };
  };
}

/** The end of a token; a full stop or a dash at the end belongs to the sentence. */
function tokenEnd(text: string, runEnd: number): number {
  let end = runEnd;
  while (isAt(text, end - 1, dot | dash)) end--;
  return end;
}

function secretPath(text: string, start: number, from: number): Finding | undefined {
  let end = from;
  while (
    end < text.length &&
    (isAt(text, end, tokenChar) || text[end] === "/" || text[end] === "@")
  ) {
    end++;
  }
  return end - from < 16 ? undefined : { start, end, kind: "token" };
}

/** Addresses that let anyone post: the path is the secret, so the host stays. */
const webhooks = [
  "hooks.slack.com/services/",
  "hooks.slack.com/workflows/",
  "hooks.slack.com/triggers/",
  "discord.com/api/webhooks/",
  "discordapp.com/api/webhooks/",
  "webhook.office.com/webhookb2/",
  "hooks.zapier.com/hooks/catch/",
];

/** The path of a webhook of Slack, Discord, Teams or Zapier. */
export const findWebhook: Recogniser = (text, start) => {
  for (const address of webhooks) {
    if (text.startsWith(address, start)) {
      const from = start + address.length;
      return secretPath(text, from, from);
    }
  }
  return undefined;
};

/** The first words of those addresses. */
export const webhookStarts: readonly string[] = ["ho", "di", "we"];

/** A token of a Telegram bot: a number, a colon and 35 characters; `start` is at the number. */
export const findTelegramToken: Recogniser = (text, start) => {
  const colon = runEnd(text, start, digit, start + 13);
  if (colon - start < 6 || codeAt(text, colon) !== 0x3a) return undefined;
  const end = runEnd(text, colon + 1, tokenChar, colon + 40);
  const length = end - colon - 1;
  if (length < 33 || length > 36 || !isAt(text, colon + 1, upper)) return undefined;
  return { start, end, kind: "token" };
};

/** The same in an address of its API, `/bot123:…/getMe`. */
export const findTelegramPath: Recogniser = (text, start) =>
  text.startsWith("bot", start) ? findTelegramToken(text, start + 3) : undefined;

/** A token of a Discord bot: three parts with dots, the first a number in base64. */
export const findDiscordToken: Recogniser = (text, start) => {
  const first = runEnd(text, start, alnum, start + 29);
  if (first - start < 23 || first - start > 28 || !isAt(text, first, dot)) return undefined;
  const second = runEnd(text, first + 1, tokenChar, first + 8);
  if (second - first !== 7 || !isAt(text, second, dot)) return undefined;
  const end = runEnd(text, second + 1, tokenChar, second + 45);
  return end - second - 1 < 27 ? undefined : { start, end, kind: "token" };
};

/** A client secret of Microsoft Entra, from the index of the `Q~` in it. */
export function findEntraSecret(text: string, tilde: number, floor: number): Finding | undefined {
  const start = tilde - 5;
  if (start < floor || text[tilde - 1] !== "Q" || !isAt(text, tilde - 2, digit)) return undefined;
  const body = tokenChar | dot;
  if (runEnd(text, start, body, tilde - 2) !== tilde - 2 || isAt(text, start - 1, alnum))
    return undefined;
  let end = tilde + 1;
  while (end < tilde + 40 && (isAt(text, end, body) || text[end] === "~")) end++;
  while (isAt(text, end - 1, dot)) end--;
  if (end - tilde < 32 || !has(text, tilde, end, lower)) return undefined;
  return { start, end, kind: "token" };
}
