import { alnum, dash, digit, dot, hex, isAt, isQuote, letter, word } from "./characters.ts";
import type { Secrecy } from "./secret-key.ts";
import { urlNames, urlNamesOfLongValues } from "./secret-words.ts";

/** A name before a separator, as far as its value is secret. */
export interface SecretName {
  /** In lower case. */
  readonly lower: string;
  /** `url`: secret in a URL; `long url`: there, where the value is long. */
  readonly secrecy: 1 | 2 | "url" | "long url";
  readonly inUrl: boolean;
  readonly quoted: boolean;
  /** Blanks stand between the name and its separator. */
  readonly spaced: boolean;
}

const longestName = 64;
/** Last letters of secret words: most names are told apart by them alone. */
const lastLetters = "abcdefghiklnprstvwyz";
/** Words of which the one before tells what they are. */
const openNouns = new Set(["key", "keys", "token", "tokens", "string", "phrase", "pass", "pin"]);

/** The name that ends before an index, if it is one of a secret; nothing before `floor` is read. */
export function secretNameBefore(
  text: string,
  separator: number,
  floor: number,
  secrecyOf: (key: string) => Secrecy,
): SecretName | undefined {
  let end = separator;
  while (end > floor && separator - end < 3 && text.charCodeAt(end - 1) === 0x20) end--;
  const spaced = end < separator;
  if (text.charCodeAt(end - 1) === 0x5d && isQuote(text.charCodeAt(end - 2))) end--;
  let quoted = false;
  if (end > floor && isQuote(text.charCodeAt(end - 1))) {
    quoted = true;
    end--;
    for (let count = 0; count < 8 && end > floor && text[end - 1] === "\\"; count++) end--;
  }
  if (end <= floor || !isAt(text, end - 1, alnum)) return undefined;
  let last = end - 1;
  while (last > end - 4 && isAt(text, last, digit)) last--;
  if (!isAt(text, last, letter)) return undefined;
  if (!lastLetters.includes((text[last] as string).toLowerCase())) return undefined;

  let start = end;
  while (start > floor && end - start <= longestName && isAt(text, start - 1, word | dash | dot))
    start--;
  if (end - start > longestName) return undefined;
  // What follows an encoded separator: %26token, and an escaped one: \ntoken, \u0026token.
  if (text[start - 1] === "%" && isAt(text, start, hex) && isAt(text, start + 1, hex)) start += 2;
  if (text[start - 1] === "\\" && !quoted) start += text[start] === "u" ? 5 : 1;
  if (start >= end) return undefined;
  const name = text.slice(start, end);
  const inUrl = start > 0 && "?&#".includes(text[start - 1] as string);
  const secrecy = secrecyOfName(text, start, floor, name, quoted, inUrl, secrecyOf);
  return secrecy === 0 ? undefined : { lower: name.toLowerCase(), secrecy, inUrl, quoted, spaced };
}

function secrecyOfName(
  text: string,
  start: number,
  floor: number,
  name: string,
  quoted: boolean,
  inUrl: boolean,
  secrecyOf: (key: string) => Secrecy,
): Secrecy | "url" | "long url" {
  const lower = name.toLowerCase();
  if (!quoted && !inUrl && openNouns.has(lower)) {
    const before = wordBefore(text, start, floor);
    if (before !== "") {
      const together = secrecyOf(`${before} ${name}`);
      if (lower === "pass" || lower === "pin") return together;
      if (lower === "token") return together === 0 ? 0 : 1;
      return together;
    }
  }
  const secrecy = secrecyOf(name);
  if (secrecy > 0 || !inUrl) return inUrl && secrecy === 1 ? 2 : secrecy;
  if (urlNames.has(lower)) return "url";
  return urlNamesOfLongValues.has(lower) ? "long url" : 0;
}

function wordBefore(text: string, start: number, floor: number): string {
  if (text[start - 1] !== " ") return "";
  let index = start - 1;
  while (index > floor && start - index < 24 && isAt(text, index - 1, letter)) index--;
  return text.slice(index, start - 1);
}
