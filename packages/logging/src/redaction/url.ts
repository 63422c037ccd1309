import { alnum, codeAt, digit, has, isAt, runEnd } from "./characters.ts";
import { type Finding, isPlaceholderAt } from "./finding.ts";

/** How far a password with a slash or the like in it is followed. */
const longestUserinfo = 256;

/** Blanks, quotes and angle brackets end a URL wherever they stand. */
function endsUrl(code: number): boolean {
  return (
    !(code > 0x20) ||
    code === 0x22 ||
    code === 0x27 ||
    code === 0x60 ||
    code === 0x3c ||
    code === 0x3e
  );
}

function endsAuthority(code: number): boolean {
  return code === 0x2f || code === 0x3f || code === 0x23 || code === 0x5c;
}

/**
 * The name and password of a URL whose `://` is at an index. A name alone is kept unless it looks
 * like a token; scheme and host always are.
 */
export function findUrlCredentials(text: string, colon: number): Finding | undefined {
  const start = colon + 3;
  if (!isAt(text, colon - 1, alnum) || isPlaceholderAt(text, start)) return undefined;
  let end = start;
  let at = -1;
  let separator = -1;
  for (; ; end++) {
    const code = codeAt(text, end);
    if (endsUrl(code) || endsAuthority(code)) break;
    if (code === 0x40) at = end;
    if (code === 0x3a && separator === -1) separator = end;
  }
  // `https://a:https://…` is a URL in a URL.
  if (text[end - 1] === ":" && text[end] === "/") return undefined;
  if (at === -1 && separator !== -1 && !isPort(text, separator + 1, end)) at = lateSign(text, end);
  else if (at !== -1 && separator !== -1 && separator < at && !isHost(text.slice(at + 1, end))) {
    at = Math.max(at, lateSign(text, end));
  }
  if (at <= start) return undefined;
  if (separator === -1 || separator > at) return tokenBefore(text, start, at);
  return at - start < 2 ? undefined : { start, end: at, kind: "url_credentials" };
}

/** Whether what follows an `@` looks like a host rather than like more of a password. */
function isHost(name: string): boolean {
  return name === "localhost" || /[.:\]]/.test(name);
}

function isPort(text: string, from: number, to: number): boolean {
  return to - from <= 5 && runEnd(text, from, digit, to) === to;
}

/** An `@` after a slash, question mark or hash that a password has in it; -1 where there is none. */
function lateSign(text: string, from: number): number {
  let at = -1;
  for (let index = from; index < from + longestUserinfo; index++) {
    const code = codeAt(text, index);
    if (endsUrl(code) || text.startsWith("://", index)) break;
    // `/@scope` is a path.
    if (code === 0x40 && text[index - 1] !== "/") at = index;
  }
  return at;
}

function tokenBefore(text: string, start: number, at: number): Finding | undefined {
  if (at - start < 16 || !has(text, start, at, digit)) return undefined;
  return { start, end: at, kind: "url_credentials" };
}
