import { codeAt, isBlank, isQuote } from "./characters.ts";

function endsCookie(code: number): boolean {
  return isBlank(code) || isQuote(code) || code === 0x3b || code === 0x5c;
}

/**
 * The end of the cookies in a header that begin at an index, or of the first one alone: what
 * follows in `Set-Cookie` are attributes. -1 where there are none.
 */
export function cookieEnd(text: string, start: number, firstOnly: boolean): number {
  let end = -1;
  for (let index = start; ; ) {
    const from = index;
    let named = false;
    while (!endsCookie(codeAt(text, index))) {
      if (codeAt(text, index) === 0x3d) named = true;
      index++;
    }
    if (index === from || (end === -1 && !named)) return end;
    end = index;
    if (firstOnly || codeAt(text, index) !== 0x3b) return end;
    index++;
    if (codeAt(text, index) === 0x20) index++;
  }
}
