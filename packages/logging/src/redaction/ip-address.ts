import { isIPv6 } from "node:net";
import { alnum, colon, digit, dot, hex, isAt, runEnd } from "./characters.ts";
import type { Finding, Recogniser } from "./finding.ts";
import type { RunEnd, Runs } from "./runs.ts";

/** Longer than any address. */
const tooLong = 46;

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

/**
 * A function that finds IPv6 addresses, shortened or not, with an IPv4 address at the end or not.
 */
export function ipv6Recogniser(runs: Runs): Recogniser {
  const runOf = runs.endOf(hex | dot | colon);
  return (text, start) => findIpv6(text, start, runOf);
}

function findIpv6(text: string, start: number, runOf: RunEnd): Finding | undefined {
  if (isAt(text, start - 1, colon)) return undefined;
  if (!isAt(text, runEnd(text, start, hex, start + 4), colon)) return undefined;
  let end = runOf(text, start);
  if (end - start >= tooLong) return undefined;
  while (end > start && isAt(text, end - 1, dot)) end--;
  if (isAt(text, end - 1, colon) && !isAt(text, end - 2, colon)) end--;
  if (isAt(text, end, alnum) || end - start < 3) return undefined;
  const address = text.slice(start, end);
  // Names with colons, such as `dead::beef`, have no digit.
  if (!/\d/.test(address)) return undefined;
  if (isIPv6(address)) return { start, end, kind: "ip" };
  const withoutPort = address.replace(/:\d{1,5}$/, "");
  if (withoutPort === address || !isIPv6(withoutPort)) return undefined;
  return { start, end: start + withoutPort.length, kind: "ip" };
}
