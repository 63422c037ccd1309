import { findAuthorizationValue } from "./authorization.ts";
import { codeAt, digit, has, isAt, isQuote, runEnd, tokenChar } from "./characters.ts";
import { cookieEnd } from "./cookie.ts";
import { type Finding, isPlaceholderAt } from "./finding.ts";
import type { RedactionKind } from "./kinds.ts";
import type { NameTable } from "./name-table.ts";
import { type SecretName, secretNameBefore } from "./pair-key.ts";
import {
  bareEnd,
  isHollow,
  longestHollow,
  looksLikeProse,
  looksRandom,
  type Value,
  valueAfter,
  valueStart,
} from "./pair-value.ts";

/** What a search for pairs goes by. */
export interface PairTools {
  readonly wanted: ReadonlySet<RedactionKind>;
  readonly nameAt: NameTable;
}

/**
 * The value of a secret name whose separator (`=`, `:`, `=>`, `:=`, `>` of an element, `%3D`) is at
 * an index and `width` long. Headers of credentials and cookies are told apart by their names.
 */
export function findPair(
  text: string,
  separator: number,
  width: number,
  floor: number,
  tools: PairTools,
): Finding | undefined {
  const from = separator + width;
  // Most pairs of a text that is looked at again.
  if (isPlaceholderAt(text, codeAt(text, from) === 0x20 ? from + 1 : from)) return undefined;
  const name = secretNameBefore(text, separator, floor, tools.nameAt);
  if (name === undefined) return undefined;
  const { known } = name;
  const kind = known.kind === "secret" && name.inUrl ? "url_secret" : known.kind;
  // Asked before the value is read, so that no value is read twice.
  if (!tools.wanted.has(kind)) return undefined;
  if (kind === "authorization") {
    const value = valueAfter(text, from);
    if (value === undefined) return undefined;
    return findAuthorizationValue(text, value, name.quoted || text[separator] === "=");
  }
  const list = listAfter(text, from, name);
  const value = list ?? valueAfter(text, from);
  if (value === undefined) return undefined;
  if (list === undefined && (isHollow(text, value) || value.end <= value.start)) return undefined;
  if (kind === "cookie") {
    const end = value.quoted ? value.end : cookieEnd(text, value.start, known.setsCookie);
    if (end !== -1) return { start: value.start, end, kind };
  }
  if (!isPlausible(text, separator, name, value)) return undefined;
  return { start: value.start, end: value.end, kind };
}

/**
 * The list of texts that begins after a separator, or as much of it as its line has. It is looked
 * for before any other value: that of a list without its end could be read again at every pair.
 */
function listAfter(text: string, from: number, name: SecretName): Value | undefined {
  const opening = valueStart(text, from);
  if (codeAt(text, opening) !== 0x5b) return undefined;
  if (isPlaceholderAt(text, opening) || isPlaceholderAt(text, opening + 1)) return undefined;
  let start = opening + 1;
  while (start < opening + 8 && codeAt(text, start) === 0x20) start++;
  if (!name.quoted && !isQuote(codeAt(text, start))) return undefined;
  const spaced = opening > from;
  const head = bareEnd(text, opening, opening + longestHollow + 1);
  if (isHollow(text, { start: opening, end: head, quoted: false, spaced })) return undefined;
  let end = start;
  while (end < text.length && text[end] !== "]" && text[end] !== "\n") end++;
  return { start: opening + 1, end, quoted: true, spaced };
}

function isPlausible(text: string, separator: number, name: SecretName, value: Value): boolean {
  if (name.secrecy === "url") return true;
  const { known } = name;
  const length = value.end - value.start;
  // What is as long as this is no word; that it is always taken keeps the time linear.
  if (length > 64) return true;
  if (name.secrecy === "long url") return length >= 8 && has(text, value.start, value.end, digit);
  if (name.quoted || value.quoted) return true;
  const first = value.start;
  if (known.isKey && /^[.~]{0,2}\/[\w.-]+\//.test(text.slice(first, first + 64))) return false;
  const next = runEnd(text, first, tokenChar, first + 40);
  // `password= user=bob`: the value is empty, and another pair follows.
  if (value.spaced && next > first && text[next] === "=" && text[next + 1] !== "=") return false;
  if (known.isNumeric && /^[\d-]{3,11}$/.test(text.slice(first, value.end))) return true;
  if (known.isPass && length < 5 && runEnd(text, first, digit) === value.end) return false;
  // A blank after the sign alone: more often than not, there is no value.
  if (text[separator] === "=" && value.spaced && !name.spaced) return looksRandom(text, value);
  if (name.secrecy === 2) return text[separator] !== ":" || !looksLikeProse(text, value);
  if (text[separator] === ":" || value.spaced) return looksRandom(text, value);
  return true;
}

/** The value after a flag of a command line: `--password hunter2`. */
export function findFlag(text: string, start: number, nameAt: NameTable): Finding | undefined {
  const end = runEnd(text, start, tokenChar, start + 64);
  if (text[end] !== " " || end === start || nameAt(text, start, end).secrecy === 0)
    return undefined;
  const value = valueAfter(text, end);
  if (value === undefined || text[value.start] === "-" || isHollow(text, value)) return undefined;
  if (value.end <= value.start || (!value.quoted && looksLikeProse(text, value))) return undefined;
  return { start: value.start, end: value.end, kind: "secret" };
}

/** Whether the angle bracket at an index ends the opening tag of an element. */
export function isElementEnd(text: string, at: number): boolean {
  let index = at;
  while (at - index < 64 && (isAt(text, index - 1, tokenChar) || text[index - 1] === ":")) index--;
  return index < at && text[index - 1] === "<";
}
