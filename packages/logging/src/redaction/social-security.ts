import { alnum, codeAt, dash, digit, isAt, runEnd } from "./characters.ts";
import type { Finding } from "./finding.ts";

/** A US social security number with its dashes, outside the ranges that are never given out. */
export function findSocialSecurityNumber(text: string, start: number): Finding | undefined {
  const end = start + 11;
  if (codeAt(text, start + 3) !== 0x2d || codeAt(text, start + 6) !== 0x2d) return undefined;
  if (runEnd(text, start, digit, start + 4) !== start + 3) return undefined;
  if (runEnd(text, start + 4, digit, start + 7) !== start + 6) return undefined;
  if (runEnd(text, start + 7, digit, end) !== end) return undefined;
  if (isAt(text, start - 1, alnum | dash) || isAt(text, end, alnum | dash)) return undefined;
  const area = text.slice(start, start + 3);
  if (area === "000" || area === "666" || area > "899") return undefined;
  if (text.startsWith("00", start + 4) || text.startsWith("0000", start + 7)) return undefined;
  return { start, end, kind: "ssn" };
}
