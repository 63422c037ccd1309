/** Classes of ASCII characters, as bits. Anything beyond ASCII has none. */
export const digit = 1;
export const upper = 2;
export const lower = 4;
const underscore = 8;
export const dash = 16;
export const dot = 32;
export const hex = 64;
/** Plus, slash and equals sign: with letters and digits, base64. */
const base64Sign = 128;
export const colon = 256;

export const letter: number = upper | lower;
export const alnum: number = letter | digit;
export const word: number = alnum | underscore;
/** What most issuers make tokens of. */
export const tokenChar: number = word | dash;
export const base64: number = alnum | base64Sign;

const classes = new Uint16Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  let bits = 0;
  if (char >= "0" && char <= "9") bits |= digit | hex;
  if (char >= "A" && char <= "Z") bits |= upper;
  if (char >= "a" && char <= "z") bits |= lower;
  if (/[a-fA-F]/.test(char)) bits |= hex;
  if (char === "_") bits |= underscore;
  if (char === "-") bits |= dash;
  if (char === ".") bits |= dot;
  if (char === ":") bits |= colon;
  if ("+/=".includes(char)) bits |= base64Sign;
  classes[code] = bits;
}

/**
 * The code of the character at an index; -1 outside the text. `charCodeAt` alone is slow for ever at
 * a place in the program that once asked it for a character outside of a text.
 */
export function codeAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? text.charCodeAt(index) : -1;
}

/** The class of the character at an index; 0 beyond ASCII and outside the text. */
export function classAt(text: string, index: number): number {
  if (index < 0 || index >= text.length) return 0;
  const code = text.charCodeAt(index);
  return code < 128 ? (classes[code] as number) : 0;
}

/** Whether the character at an index is in the class. */
export function isAt(text: string, index: number, mask: number): boolean {
  return (classAt(text, index) & mask) !== 0;
}

/** The end of the run of one class that begins at an index; it looks no further than `limit`. */
export function runEnd(text: string, from: number, mask: number, limit = text.length): number {
  const stop = Math.min(limit, text.length);
  let index = from;
  for (; index < stop; index++) {
    const code = text.charCodeAt(index);
    if (code > 127 || ((classes[code] as number) & mask) === 0) break;
  }
  return index;
}

/** Whether a part of a text has a character of the class. */
export function has(text: string, from: number, to: number, mask: number): boolean {
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index);
    if (code < 128 && ((classes[code] as number) & mask) !== 0) return true;
  }
  return false;
}

/** Whether the code is a blank or ends a line; a text's end counts, too. */
export function isBlank(code: number): boolean {
  return !(code > 0x20) || code === 0xa0;
}

/** `"`, `'` or a backtick. */
export function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60;
}
