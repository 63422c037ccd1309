import { alnum, codeAt, dash, digit, dot, hex, isAt, isQuote, letter, word } from "./characters.ts";
import type { KnownName, NameTable } from "./name-table.ts";
import type { Secrecy } from "./secret-key.ts";
import { lastWords } from "./secret-words.ts";

/** A name before a separator, as far as its value is secret. */
export interface SecretName {
  readonly known: KnownName;
  /** `url`: secret in a URL; `long url`: there, where the value is long. */
  readonly secrecy: 1 | 2 | "url" | "long url";
  readonly inUrl: boolean;
  readonly quoted: boolean;
  /** Blanks stand between the name and its separator. */
  readonly spaced: boolean;
}

const longestName = 64;
/**
 * The last two letters of secret words, numbers left out: most names are told apart by them alone.
 * Five bits of each are an index.
 */
const endings = new Uint8Array(32 * 32);
for (const lastWord of lastWords) {
  const stem = lastWord.replace(/\d+$/, "");
  const last = stem.charCodeAt(stem.length - 1) & 31;
  // Of `b64` one letter is left, and anything may stand before it.
  const before = stem.length > 1 ? [stem.charCodeAt(stem.length - 2) & 31] : Array(32).keys();
  for (const each of before) endings[each * 32 + last] = 1;
}

/** The name that ends before an index, if it is one of a secret; nothing before `floor` is read. */
export function secretNameBefore(
  text: string,
  separator: number,
  floor: number,
  nameAt: NameTable,
): SecretName | undefined {
  let end = separator;
  while (end > floor && separator - end < 3 && codeAt(text, end - 1) === 0x20) end--;
  const spaced = end < separator;
  const isBracketed = codeAt(text, end - 1) === 0x5d;
  const isIndex = isBracketed && text[separator] === "=" && isAt(text, end - 2, word);
  if (isBracketed && (isIndex || isQuote(codeAt(text, end - 2)))) end--;
  let quoted = false;
  if (end > floor && isQuote(codeAt(text, end - 1))) {
    quoted = true;
    end--;
    for (let count = 0; count < 8 && end > floor && text[end - 1] === "\\"; count++) end--;
  }
  if (end <= floor || !isAt(text, end - 1, alnum)) return undefined;
  let last = end - 1;
  while (last > end - 4 && isAt(text, last, digit)) last--;
  if (!isAt(text, last, letter)) return undefined;
  const ending = (codeAt(text, last - 1) & 31) * 32 + (codeAt(text, last) & 31);
  if (endings[ending] === 0) return undefined;

  let start = end;
  while (start > floor && end - start <= longestName && isAt(text, start - 1, word | dash | dot))
    start--;
  if (end - start > longestName) return undefined;
  // `env[PASSWORD]=` is a pair, `[token] =` is not.
  if (isIndex && !(start - 2 >= floor && text[start - 1] === "[" && isAt(text, start - 2, word)))
    return undefined;
  // What follows an encoded separator: %26token, and an escaped one: \ntoken, \u0026token.
  if (text[start - 1] === "%" && isAt(text, start, hex) && isAt(text, start + 1, hex)) start += 2;
  if (text[start - 1] === "\\" && !quoted) start += text[start] === "u" ? 5 : 1;
  if (start >= end) return undefined;
  const known = nameAt(text, start, end);
  const inUrl = start > 0 && "?&#".includes(text[start - 1] as string);
  let { secrecy }: { secrecy: Secrecy | "url" | "long url" } = known;
  if (known.isOpen && !quoted && !inUrl) {
    const before = wordBefore(text, start, floor);
    if (before !== start) secrecy = secrecyOfBoth(known, nameAt(text, before, end));
  }
  if (inUrl) secrecy = secrecy === 0 ? known.urlSecrecy : 2;
  return secrecy === 0 ? undefined : { known, secrecy, inUrl, quoted, spaced };
}

/** How secret a name is of which the word before tells what it is. */
function secrecyOfBoth(name: KnownName, both: KnownName): Secrecy {
  return name.lower === "token" && both.secrecy > 0 ? 1 : both.secrecy;
}

/** Where the word before a name begins; the name's own start where there is none. */
function wordBefore(text: string, start: number, floor: number): number {
  if (codeAt(text, start - 1) !== 0x20) return start;
  let index = start - 1;
  while (index > floor && start - index < 24 && isAt(text, index - 1, letter)) index--;
  return index === start - 1 ? start : index;
}
