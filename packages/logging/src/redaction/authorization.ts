import {
  alnum,
  base64,
  codeAt,
  dash,
  dot,
  isAt,
  isQuote,
  runEnd,
  tokenChar,
} from "./characters.ts";
import { type Finding, isPlaceholderAt, type Recogniser } from "./finding.ts";
import { bareEnd, isHollow, looksLikeProse, looksRandom, type Value } from "./pair-value.ts";

/** Schemes with one credential after them; they are kept, as they tell what was tried. */
const schemes = new Set("bearer basic token apikey api-key key negotiate ntlm jwt".split(" "));
/** Schemes with many parameters, up to the end of the line. */
const listSchemes = /^(?:digest|oauth|hawk|signature|mac|aws4-[a-z0-9-]+|hmac[a-z0-9-]*)$/i;

function blanksEnd(text: string, from: number): number {
  let index = from;
  while (index < from + 8 && codeAt(text, index) === 0x20) index++;
  return index;
}

/** The credentials in the value of a header such as `Authorization`. */
export function findAuthorizationValue(
  text: string,
  value: Value,
  isPair: boolean,
): Finding | undefined {
  const { start } = value;
  if (isPlaceholderAt(text, start)) return undefined;
  const schemeEnd = runEnd(text, start, alnum | dash, start + 40);
  const scheme = text.slice(start, schemeEnd).toLowerCase();
  const next = blanksEnd(text, schemeEnd);
  if (next > schemeEnd && isPlaceholderAt(text, next)) return undefined;
  if (next > schemeEnd && listSchemes.test(scheme)) {
    return {
      start: next,
      end: value.quoted ? value.end : lineEnd(text, next),
      kind: "authorization",
    };
  }
  if (next > schemeEnd && schemes.has(scheme)) {
    const end = value.quoted ? value.end : bareEnd(text, next);
    const rest: Value = { start: next, end, quoted: value.quoted, spaced: true };
    if (end <= next || isHollow(text, rest)) return undefined;
    return { start: next, end, kind: "authorization" };
  }
  if (value.end <= start || isHollow(text, value)) return undefined;
  if (value.quoted || isPair || looksRandom(text, value)) {
    return { start, end: value.end, kind: "authorization" };
  }
  // A scheme of one's own: the word after it is the credential.
  const rest: Value = { start: next, end: bareEnd(text, next), quoted: false, spaced: true };
  if (next > schemeEnd && looksRandom(text, rest)) {
    return { start: next, end: rest.end, kind: "authorization" };
  }
  return looksLikeProse(text, value) ? undefined : { start, end: value.end, kind: "authorization" };
}

function lineEnd(text: string, from: number): number {
  let index = from;
  for (; index < text.length; index++) {
    const code = codeAt(text, index);
    if (code === 0x0a || code === 0x0d || code === 0x27) break;
    if (code === 0x5c && /[nr]/.test(text[index + 1] ?? "")) break;
  }
  return index;
}

/** Credentials after the word Bearer or Basic, wherever a text has them. */
export const findCredentials: Recogniser = (text, start) => {
  const name = runEnd(text, start, alnum, start + 7);
  const scheme = text.slice(start, name).toLowerCase();
  if (scheme !== "bearer" && scheme !== "basic") return undefined;
  let from = blanksEnd(text, name);
  if (from === name) {
    if (text.startsWith("%20", name)) from += 3;
    else if (text[name] === "+" && scheme === "bearer") from++;
    else return undefined;
  }
  if (isQuote(codeAt(text, from))) from++;
  if (scheme === "basic") return findBasic(text, from);
  let end = from;
  while (isAt(text, end, tokenChar | dot | base64) || text[end] === "~" || text[end] === "%") end++;
  while (isAt(text, end - 1, dot)) end--;
  const value: Value = { start: from, end, quoted: false, spaced: true };
  if (isPlaceholderAt(text, from) || isHollow(text, value) || !looksRandom(text, value))
    return undefined;
  // `Bearer error="invalid_token"` is what a server answers.
  if (end - from < 32 && text[end - 1] === "=" && text[end] === '"') return undefined;
  return { start: from, end, kind: "authorization" };
};

function findBasic(text: string, from: number): Finding | undefined {
  const end = runEnd(text, from, base64 | tokenChar);
  if (end - from < 4) return undefined;
  const plain = Buffer.from(text.slice(from, Math.min(end, from + 400)), "base64").toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: binary data is no name and password.
  if (!plain.includes(":") || /[\u0000-\u001f\ufffd]/.test(plain)) return undefined;
  return { start: from, end, kind: "authorization" };
}
