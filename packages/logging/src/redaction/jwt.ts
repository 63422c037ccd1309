import { codeAt, dot, isAt, tokenChar } from "./characters.ts";
import type { Finding, Recogniser } from "./finding.ts";
import type { RunEnd, Runs } from "./runs.ts";

/** A header shorter than this has no algorithm, a payload no claim. */
const shortest = 10;

/** A header inside of a longer word is found up to this length. */
const longestInside = 96;

/**
 * A function that finds JSON web tokens, signed, encrypted or unsigned: `{"` in base64, and parts
 * with dots.
 */
export function jwtRecogniser(runs: Runs): Recogniser {
  const headerEnd = runs.endOf(tokenChar);
  const partEnd = runs.endOf(tokenChar);
  return (text, start) => findJwt(text, start, headerEnd, partEnd);
}

function findJwt(
  text: string,
  start: number,
  headerEnd: RunEnd,
  partEnd: RunEnd,
): Finding | undefined {
  if (!text.startsWith("eyJ", start)) return undefined;
  const header = headerEnd(text, start);
  if (header - start > longestInside && isAt(text, start - 1, tokenChar)) return undefined;
  if (header - start < shortest || !isAt(text, header, dot)) return undefined;
  let end = partEnd(text, header + 1);
  // Between the dots of an encrypted one a part may be empty.
  const direct = end === header + 1 && isAt(text, end, dot);
  if (end - header - 1 < shortest && !direct) return undefined;
  for (let part = 2; part < 5 && isAt(text, end, dot); part++) {
    const stop = partEnd(text, end + 1);
    if (stop === end + 1 && !isAt(text, stop, dot)) break;
    end = stop;
  }
  while (codeAt(text, end) === 0x3d) end++;
  return { start, end, kind: "jwt" };
}
