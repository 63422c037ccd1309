import {
  alnum,
  codeAt,
  dash,
  digit,
  dot,
  has,
  isAt,
  isBlank,
  isQuote,
  letter,
  lower,
  runEnd,
  upper,
  word,
} from "./characters.ts";
import { isPlaceholderAt } from "./finding.ts";

/** A value after a separator: the quotes around it are not part of it. */
export interface Value {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** Blanks stand between the separator and it. */
  readonly spaced: boolean;
}

const backslash = 0x5c;

/** Where a value begins, after the blanks that may follow a separator. */
export function valueStart(text: string, from: number): number {
  let index = from;
  for (; index < from + 8; index++) {
    const code = codeAt(text, index);
    if (code !== 0x20 && code !== 0x09) break;
  }
  return index;
}

/** The value that begins after a separator, or undefined where there is none on its line. */
export function valueAfter(text: string, from: number): Value | undefined {
  const index = valueStart(text, from);
  const spaced = index > from;
  // A list of what was replaced.
  if (codeAt(text, index) === 0x5b && isPlaceholderAt(text, index + 1)) return undefined;
  let opening = index;
  while (codeAt(text, opening) === backslash && opening < index + 8) opening++;
  if (isQuote(codeAt(text, opening))) {
    const start = opening + 1;
    if (isPlaceholderAt(text, start)) return undefined;
    const end = closingQuote(text, start, codeAt(text, opening), opening - index);
    return { start, end, quoted: true, spaced };
  }
  if (isBlank(codeAt(text, index)) || isPlaceholderAt(text, index)) return undefined;
  const end = bareEnd(text, index);
  return end === index ? undefined : { start: index, end, quoted: false, spaced };
}

/** Where a quoted value ends: at its quote, or with the text when that was cut off. */
function closingQuote(text: string, from: number, quote: number, escapes: number): number {
  let slashes = 0;
  for (let index = from; index < text.length; index++) {
    const code = codeAt(text, index);
    if (code === quote) {
      const closes = escapes === 0 ? slashes % 2 === 0 : slashes <= escapes;
      if (closes) return escapes === 0 ? index : index - slashes;
    }
    slashes = code === backslash ? slashes + 1 : 0;
  }
  return text.length;
}

// What a sign does to a value without quotes.
const ends = 1;
const endsBeforePair = 2;
const endsBeforeEnd = 3;
const escapes = 4;

const signs = new Uint8Array(128);
signs.fill(ends, 0, 0x21);
for (const [chars, sign] of [
  ['"<`', ends],
  ["',;&)}]>|#", endsBeforePair],
  [".:", endsBeforeEnd],
  ["\\", escapes],
] as const) {
  for (const char of chars) signs[char.charCodeAt(0)] = sign;
}

/** Where a value without quotes ends: at a blank, a quote, or a sign that ends a pair; no further than `limit`. */
export function bareEnd(text: string, from: number, limit = text.length): number {
  const stop = Math.min(limit, text.length);
  let index = from;
  for (; index < stop; index++) {
    const code = codeAt(text, index);
    const sign = code < 128 ? (signs[code] as number) : code === 0xa0 ? ends : 0;
    if (sign === 0) continue;
    if (sign === ends) break;
    if (sign === endsBeforePair && endsPair(text, index + 1)) break;
    if (sign === endsBeforeEnd && isEnd(text, index + 1)) break;
    if (sign === escapes && /[nrt"']/.test(text[index + 1] ?? "")) break;
  }
  return index;
}

function isEnd(text: string, index: number): boolean {
  const code = codeAt(text, index);
  return isBlank(code) || isQuote(code) || code === 0x3c;
}

/** Whether after a sign that could be part of a password the text goes on with something else. */
function endsPair(text: string, from: number): boolean {
  let index = from;
  for (; index < from + 4; index++) {
    const code = codeAt(text, index);
    if (code < 0 || code > 127 || signs[code] !== endsBeforePair || code === 0x27 || code === 0x23)
      break;
  }
  if (isEnd(text, index) || codeAt(text, index) === backslash) return true;
  const end = runEnd(text, index, word | dash | dot, index + 40);
  return end > index && (text[end] === "=" || text[end] === ":");
}

/** What is longer than this is a value. */
export const longestHollow = 64;

const constants = new Set(
  "true false null nil none undefined yes no on off 0 1 nan masked redacted filtered removed".split(
    " ",
  ),
);

/** Whether a value says nothing: a constant, a mask, or the place of a value to be filled in. */
export function isHollow(text: string, { start, end }: Value): boolean {
  if (end - start > longestHollow) return false;
  // What begins with a letter is a constant, a mask or a call.
  const isWord = isAt(text, start, alnum) && codeAt(text, end - 1) !== 0x28;
  if (isWord && end - start > 9) return false;
  const value = text.slice(start, end);
  if (isWord) return constants.has(value.toLowerCase()) || /^x{3,}$/i.test(value);
  if (constants.has(value.toLowerCase()) || /^(?:[*•.…_-]+|x{3,})$/i.test(value)) return true;
  return /^(?:\$\{[^}]*\}?|\{\{.*|<[\w .-]+>?|\[[\w .-]+\]?|%[sdoj]|\$[A-Z_]+|\$\(.*|[A-Za-z_][\w.]*\()$/.test(
    value,
  );
}

/** Whether a value looks made rather than written: it has a digit, capitals inside, or length. */
export function looksRandom(text: string, { start, end }: Value): boolean {
  const length = end - start;
  if (length < 6) return false;
  if (has(text, start, Math.min(end, start + 64), digit)) return true;
  if (length >= 24) return true;
  return has(text, start + 1, end, upper) && has(text, start, end, lower) && length >= 8;
}

const prose = new Set(
  `a an and are at be by can cannot contains could did does expected expires expired failed field for
  found has have in incorrect invalid is it its length may mismatch missing must need needs not of
  ok only or please rejected required should that the this to too unchanged unknown updated was
  weak were will with wrong your you string number boolean object any str`.split(/\s+/),
);

/** Whether a value after a colon and a blank is a word of a sentence, as in "password: too short". */
export function looksLikeProse(text: string, { start, end }: Value): boolean {
  if (runEnd(text, start, letter, end) !== end) return false;
  if (prose.has(text.slice(start, end).toLowerCase())) return true;
  if (has(text, start + 1, end, upper)) return false;
  // Another word follows, and it is not the name of the next pair.
  if (text[end] !== " " || !isAt(text, end + 1, alnum)) return false;
  const next = runEnd(text, end + 1, word | dash | dot, end + 42);
  return text[next] !== "=" && text[next] !== ":";
}
