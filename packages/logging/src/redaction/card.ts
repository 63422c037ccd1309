import { alnum, digit, dot, isAt, runEnd } from "./characters.ts";
import type { Finding } from "./finding.ts";

/** How the digits of a card are set, longest first: where one fits, a shorter one may, too. */
const groupings: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4],
  [6, 13],
  [8, 8],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 5],
  [4, 4, 4, 3],
  [4, 4, 4, 2],
  [4, 4, 4, 1],
];

/** Issuers as first and last prefix of equal length, with the numbers of digits they give out. */
const issuers: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]], // Visa
  [51, 55, [16]], // Mastercard
  [2221, 2720, [16]],
  [34, 34, [15]], // American Express
  [37, 37, [15]],
  [6011, 6011, [16, 17, 18, 19]], // Discover
  [644, 649, [16, 17, 18, 19]],
  [65, 65, [16, 17, 18, 19]],
  [300, 305, [14, 16]], // Diners Club
  [3095, 3095, [14, 16]],
  [36, 36, [14, 16]],
  [38, 39, [14, 16]],
  [3528, 3589, [16, 17, 18, 19]], // JCB
  [62, 62, [16, 17, 18, 19]], // UnionPay
  [81, 81, [16]], // RuPay and UnionPay
  [82, 82, [16]],
  [508, 508, [16]],
  [60, 60, [16]],
  [2200, 2204, [16]], // Mir
  [9792, 9792, [16]], // Troy
  [5018, 5018, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5020, 5020, [13, 14, 15, 16, 17, 18, 19]],
  [5038, 5038, [13, 14, 15, 16, 17, 18, 19]],
  [5612, 5612, [13, 14, 15, 16, 17, 18, 19]],
  [5893, 5893, [13, 14, 15, 16, 17, 18, 19]],
  [6304, 6304, [13, 14, 15, 16, 17, 18, 19]],
  [6759, 6763, [13, 14, 15, 16, 17, 18, 19]],
  [5060, 5061, [16, 18, 19]], // Verve
  [5067, 5067, [16]], // Elo
];

function hasIssuer(digits: string): boolean {
  return issuers.some(([from, to, lengths]) => {
    if (!lengths.includes(digits.length)) return false;
    const prefix = Number(digits.slice(0, String(from).length));
    return prefix >= from && prefix <= to;
  });
}

/** The sum over the digits from the right, every second one weighed by the function. */
function checksum(digits: string, weigh: (value: number) => number): number {
  let sum = 0;
  for (let index = digits.length - 1, odd = true; index >= 0; index--, odd = !odd) {
    const value = digits.charCodeAt(index) - 0x30;
    sum += odd ? value : weigh(value);
  }
  return sum % 10;
}

function isCard(digits: string): boolean {
  if (!hasIssuer(digits) || checksum(digits, (v) => (v > 4 ? 2 * v - 9 : 2 * v)) !== 0)
    return false;
  // An EAN of 13 digits passes for an old Visa number one time in ten.
  return digits.length !== 13 || checksum(digits, (v) => 3 * v) !== 0;
}

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0xa0;
}

/** Whether digits end here: no letter or digit follows, nor the fraction of a number. */
function endsAt(text: string, end: number): boolean {
  if (isAt(text, end, alnum)) return false;
  return !(isAt(text, end, dot) && isAt(text, end + 1, digit));
}

function beginsAt(text: string, start: number): boolean {
  return !isAt(text, start - 1, dot) || !isAt(text, start - 2, digit);
}

/** A payment card of 13 to 19 digits, in one or in the usual groups, that an issuer gives out. */
export function findCard(text: string, start: number): Finding | undefined {
  if (!beginsAt(text, start)) return undefined;
  const first = runEnd(text, start, digit, start + 20);
  if (first - start >= 13) {
    const fits = first - start <= 19 && endsAt(text, first) && isCard(text.slice(start, first));
    return fits ? { start, end: first, kind: "card" } : undefined;
  }
  const separator = text.charCodeAt(first);
  if (
    (first - start !== 4 && first - start !== 6 && first - start !== 8) ||
    !isSeparator(separator)
  ) {
    return undefined;
  }
  const ends = [first];
  const lengths = [first - start];
  for (let end = first; ends.length < 6; ) {
    if (text.charCodeAt(end) !== separator) break;
    const stop = runEnd(text, end + 1, digit, end + 15);
    if (stop === end + 1) break;
    lengths.push(stop - end - 1);
    ends.push(stop);
    end = stop;
  }
  for (const grouping of groupings) {
    if (!grouping.every((length, index) => lengths[index] === length)) continue;
    const end = ends[grouping.length - 1];
    if (end === undefined || !endsAt(text, end)) continue;
    const dashed = separator === 0x2d && text.charCodeAt(end) === separator;
    if (dashed && isAt(text, end + 1, alnum)) continue;
    const digits = text.slice(start, end).replace(/\D/g, "");
    if (isCard(digits)) return { start, end, kind: "card" };
  }
  return undefined;
}
