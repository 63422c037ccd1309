import { codeAt, hex, isAt, runEnd } from "./characters.ts";

// What can begin at a character of a text.
export const inWord = 1;
export const at = 2;
export const colon = 3;
export const equals = 4;
export const percent = 5;
const backslash = 6;
export const bracket = 7;
export const tilde = 8;
export const angle = 9;

const places = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) places[code] = inWord;
}
for (const [sign, place] of [
  ["@", at],
  [":", colon],
  ["=", equals],
  ["%", percent],
  ["\\", backslash],
  ["[", bracket],
  ["~", tilde],
  [">", angle],
] as const) {
  places[sign.charCodeAt(0)] = place;
}

/** What can begin at an index; 0 where nothing can. */
export function placeAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 128 ? (places[code] as number) : 0;
}

/**
 * The next index at which something can begin, or the length of the text. It begins where a word
 * does, or after one, and passes over all words that `mayBegin` tells to be plain.
 */
export function nextPlace(text: string, from: number, mayBegin: Int32Array): number {
  const length = text.length;
  for (let index = from; index < length; ) {
    const code = text.charCodeAt(index);
    const place = code < 128 ? (places[code] as number) : 0;
    if (place === 0) {
      index++;
      continue;
    }
    if (place !== inWord) return index;
    const next = index + 1 < length ? text.charCodeAt(index + 1) : 128;
    const thirds = next < 128 ? (mayBegin[code * 128 + next] as number) : 0;
    if (thirds !== 0 && (thirds >> (codeAt(text, index + 2) & 31)) & 1) return index;
    // The name of a flag follows its dashes.
    if (index > 0 && text.charCodeAt(index - 1) === 0x2d) return index;
    for (index++; index < length; index++) {
      const inside = text.charCodeAt(index);
      if (inside > 127 || places[inside] !== inWord) break;
    }
  }
  return length;
}

/** The end of a word some of which was looked at. */
export function wordEnd(text: string, from: number): number {
  let index = from;
  for (; index < text.length; index++) {
    const code = codeAt(text, index);
    if (code > 127 || places[code] !== inWord) break;
  }
  return index;
}

/** How far a sign goes: what is written as an escape ends before the next word begins. */
export function signLength(text: string, place: number, index: number): number {
  if (place === percent && isAt(text, index + 1, hex) && isAt(text, index + 2, hex)) return 3;
  if (place === equals) return runEqual(text, index);
  if (place !== backslash) return 1;
  const next = text[index + 1];
  if (next === "u" && runEnd(text, index + 2, hex, index + 6) === index + 6) return 6;
  return next === "n" || next === "r" || next === "t" ? 2 : 1;
}

function runEqual(text: string, from: number): number {
  let index = from;
  while (codeAt(text, index) === 0x3d) index++;
  return index - from;
}
