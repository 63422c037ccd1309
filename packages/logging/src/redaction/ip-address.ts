import { isIPv6 } from "node:net";
import { alnum, digit, dot, hex, isAt, runEnd } from "./characters.ts";
import type { Finding } from "./finding.ts";

const colon = 0x3a;

/** Four numbers up to 255 with dots: an IPv4 address, or a version that looks like one. */
export function findIpv4(text: string, start: number): Finding | undefined {
  if (isAt(text, start - 1, dot) && isAt(text, start - 2, alnum)) return undefined;
  let end = start;
  for (let part = 0; part < 4; part++) {
    const stop = runEnd(text, end, digit, end + 4);
    if (stop === end || stop - end > 3 || Number(text.slice(end, stop)) > 255) return undefined;
    if (part < 3 && !isAt(text, stop, dot)) return undefined;
    end = part < 3 ? stop + 1 : stop;
  }
  if (isAt(text, end, alnum) || (isAt(text, end, dot) && isAt(text, end + 1, alnum))) {
    return undefined;
  }
  return { start, end, kind: "ip" };
}

/** An IPv6 address, shortened or not, with an IPv4 address at its end or not. */
export function findIpv6(text: string, start: number): Finding | undefined {
  if (text.charCodeAt(start - 1) === colon) return undefined;
  if (text.charCodeAt(runEnd(text, start, hex, start + 4)) !== colon) return undefined;
  let end = start;
  const limit = Math.min(text.length, start + 46);
  while (end < limit && (isAt(text, end, hex | dot) || text.charCodeAt(end) === colon)) end++;
  if (end === limit && limit === start + 46) return undefined;
  while (end > start && isAt(text, end - 1, dot)) end--;
  if (text.charCodeAt(end - 1) === colon && text.charCodeAt(end - 2) !== colon) end--;
  if (isAt(text, end, alnum) || end - start < 3) return undefined;
  const address = text.slice(start, end);
  // Names with colons, such as `dead::beef`, have no digit.
  if (!/\d/.test(address) || !isIPv6(address)) return undefined;
  return { start, end, kind: "ip" };
}
