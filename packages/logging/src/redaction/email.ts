import { alnum, codeAt, dash, digit, dot, isAt, runEnd } from "./characters.ts";
import type { Finding } from "./finding.ts";

const letters = /^[\p{L}\p{M}\p{N}]$/u;
const localSigns = new Set("._%+-'!#$^~");
/** Ends of file and unit names: `icon@2x.png`, `user@1000.service`. */
const notDomains = new Set(
  "png jpg jpeg gif webp svg avif ico css js mjs cjs ts tsx jsx json map html service socket timer target slice scope mount".split(
    " ",
  ),
);
/** Separators as they are written in URLs; they end the local part of an encoded address. */
const encodedSeparators = /%(?:3[abcdf]|2[0236789cf]|5[bcd]|7[bcd]|0[ad]|4[0])/gi;

/** Latin letters beyond ASCII stand in one word with ASCII, those of other scripts beside it. */
function isForeign(code: number): boolean {
  return code > 0x24f && letters.test(String.fromCharCode(code));
}

function isLatin(code: number): boolean {
  return code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7;
}

function localStart(text: string, at: number, floor: number): number {
  let start = at;
  const foreign = isForeign(codeAt(text, at - 1));
  while (start > floor) {
    const code = codeAt(text, start - 1);
    const known = isAt(text, start - 1, alnum) || localSigns.has(text[start - 1] as string);
    if (!known && !isLatin(code) && !(foreign && isForeign(code))) break;
    // An encoded address may follow another.
    if (code === 0x25 && text.startsWith("%40", start - 1)) break;
    start--;
  }
  return start;
}

function trimLocal(text: string, start: number, at: number): number {
  const local = text.slice(start, at);
  let from = start;
  if (local.includes("%")) {
    for (const match of local.matchAll(encodedSeparators)) from = start + match.index + 3;
  }
  while (from < at && "._%+-'!#$^~".includes(text[from] as string) && text[from] !== "_") from++;
  return from;
}

function labelEnd(text: string, from: number): number {
  const foreign = isForeign(codeAt(text, from));
  let index = from;
  for (; index < text.length; index++) {
    const code = codeAt(text, index);
    // Two dashes belong to a label only where it is encoded: xn--mnchen-3ya.
    if (isAt(text, index, dash) && isAt(text, index + 1, dash) && index !== from + 2) break;
    if (!isAt(text, index, alnum | dash) && !isLatin(code) && !(foreign && isForeign(code))) break;
  }
  while (index > from && isAt(text, index - 1, dash)) index--;
  return index;
}

/** The end of the domain that begins at an index, or -1. */
function domainEnd(text: string, from: number): number {
  let end = -1;
  let first = "";
  let start = from;
  for (let count = 0; ; count++) {
    const stop = labelEnd(text, start);
    if (stop === start) break;
    const label = text.slice(start, Math.min(stop, start + 64));
    if (count === 0) first = label;
    // `pkg@1.0.0-beta.rc` and `pkg@v1.2.x` are versions, not domains.
    if (count === 1 && /^v?\d+$/i.test(first) && /^\d/.test(label)) return -1;
    const hyphen = label.indexOf("-");
    if (count > 0 && isTopLevel(label)) end = stop;
    else if (count > 0 && hyphen > 0 && isTopLevel(label.slice(0, hyphen))) end = start + hyphen;
    if (codeAt(text, stop) !== 0x2e) break;
    start = stop + 1;
  }
  if (end === -1) return -1;
  const last = text.slice(text.lastIndexOf(".", end - 1) + 1, end).toLowerCase();
  return notDomains.has(last) ? -1 : end;
}

function isTopLevel(label: string): boolean {
  if (/^xn--[a-z0-9-]+$/i.test(label)) return true;
  if (/^[a-z]{2,24}$/i.test(label)) return true;
  return !/[0-9A-Za-z-]/.test(label) && label.length >= 2 && label.length <= 24;
}

/**
 * An e-mail address whose `@` (or `%40`, with a width of 3) is at an index. Nothing before `floor`
 * is looked at. `git@host:path` is no address but the usual name of a repository.
 */
export function findEmail(
  text: string,
  at: number,
  width: number,
  floor: number,
): Finding | undefined {
  let end = domainEnd(text, at + width);
  if (end === -1 && codeAt(text, at + width) === 0x5b) {
    const stop = runEnd(text, at + width + 1, digit | dot, at + width + 17);
    if (stop > at + width + 7 && codeAt(text, stop) === 0x5d) end = stop + 1;
  }
  if (end === -1) return undefined;
  let start = trimLocal(text, localStart(text, at, floor), at);
  if (start === at) {
    if (codeAt(text, at - 1) !== 0x22) return undefined;
    // "a quoted local part"@example.com, 64 characters at most.
    start = text.lastIndexOf('"', at - 2);
    if (start < floor || start < at - 66 || at - start < 3) return undefined;
  }
  if (text.slice(start, at) === "git" && /[:/]/.test(text[end] ?? "")) return undefined;
  return { start, end, kind: "email" };
}
