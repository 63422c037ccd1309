import { dot, isAt, runEnd, tokenChar } from "./characters.ts";
import type { Recogniser } from "./finding.ts";

/** A header shorter than this has no algorithm, a payload no claim. */
const shortest = 10;

/** A JSON web token, signed, encrypted or unsigned: `{"` in base64, and parts with dots. */
export const findJwt: Recogniser = (text, start) => {
  if (!text.startsWith("eyJ", start)) return undefined;
  // Inside a longer word every part could begin a header: none of them is followed far.
  const inside = isAt(text, start - 1, tokenChar);
  const header = runEnd(text, start, tokenChar, inside ? start + 96 : text.length);
  if (header - start < shortest || !isAt(text, header, dot)) return undefined;
  let end = runEnd(text, header + 1, tokenChar);
  // Between the dots of an encrypted one a part may be empty.
  const direct = end === header + 1 && isAt(text, end, dot);
  if (end - header - 1 < shortest && !direct) return undefined;
  for (let part = 2; part < 5 && isAt(text, end, dot); part++) {
    const stop = runEnd(text, end + 1, tokenChar);
    if (stop === end + 1 && !isAt(text, stop, dot)) break;
    end = stop;
  }
  while (text.charCodeAt(end) === 0x3d) end++;
  return { start, end, kind: "jwt" };
};
