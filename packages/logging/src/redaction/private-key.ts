import { base64, codeAt, dash, isAt, runEnd } from "./characters.ts";
import type { Recogniser } from "./finding.ts";

const header = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?(?: ?-{4,5})?/y;
const footer = /END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?(?: ?-{4,5})?/y;
/** Lines that may come before the key itself. */
const fields = ["Proc-Type:", "DEK-Info:", "Version:", "Comment:"];
/** Shorter words after a header are prose, unless they end the key. */
const shortestLine = 16;

/** Line ends, real and written as `\n`, and what stands around lines of text in programs. */
function gapEnd(text: string, from: number): number {
  let index = from;
  for (;;) {
    const char = text[index];
    if (char === "\\" && /[nrt\\"]/.test(text[index + 1] ?? "")) index += 2;
    else if (char !== undefined && " \t\r\n\"',`".includes(char)) index++;
    else return index;
  }
}

/** The end of the lines of a key, up to the dashes of its footer or where it was cut off. */
function bodyEnd(text: string, from: number): number {
  let end = from;
  for (;;) {
    const start = gapEnd(text, end);
    if (fields.some((name) => text.startsWith(name, start))) {
      end = lineEnd(text, start);
      continue;
    }
    const stop = runEnd(text, start, base64);
    const last = stop === text.length || isAt(text, stop, dash) || text[stop - 1] === "=";
    const ended = text.startsWith("...", stop) || text[stop] === "…";
    if (stop === start || (stop - start < shortestLine && !((last || ended) && end > from)))
      return end;
    end = stop;
  }
}

function lineEnd(text: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    const code = codeAt(text, index);
    if (code === 0x0a || (code === 0x5c && text[index + 1] === "n")) return index;
  }
  return text.length;
}

/**
 * A private key in PEM, its lines ended by line breaks, by `\n` or by blanks, from its first dash to
 * its last; or as much of it as there is. A header alone is none.
 */
export const findPrivateKey: Recogniser = (text, at) => {
  header.lastIndex = at;
  const dashes = text[at - 1] === " " ? at - 1 : at;
  if (!isAt(text, dashes - 1, dash)) return undefined;
  if (!header.test(text)) return undefined;
  const from = header.lastIndex;
  let end = bodyEnd(text, from);
  if (end === from) return undefined;
  let start = dashes;
  while (start > dashes - 5 && isAt(text, start - 1, dash)) start--;
  const gap = gapEnd(text, end);
  const name = runEnd(text, gap, dash);
  footer.lastIndex = text[name] === " " ? name + 1 : name;
  if (footer.test(text)) end = footer.lastIndex;
  return { start, end, kind: "private_key" };
};
