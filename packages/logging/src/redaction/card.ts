import { alnum, codeAt, dash, digit, dot, isAt, runEnd } from "./characters.ts";
import type { Finding } from "./finding.ts";

/** How the digits of a card are set, longest first: where one fits, a shorter one may, too. */
const groupings = [
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
/** The same as numbers, two decimal places for each group. */
const groupingCodes = new Set(
  groupings.map((groups) => groups.reduce((code, n) => code * 100 + n, 0)),
);

/**
 * Issuers as first and last prefix of equal length, with the numbers of digits they give out. Compared
 * in November 2026 with github.com/braintree/credit-card-type (card-types.ts), which has more: 18
 * digits of Visa, 19 of Diners Club, 17 and more of Mir, JCB's 1800 and 2131, UnionPay of 14 and 15
 * digits, further ranges of Maestro, Elo and Verve. Here and not there: 13 digits of Visa and 3095 of
 * Diners Club, which are in other lists, RuPay and Troy, which were in none that was looked through.
 */
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

/** By the first four digits of a card: a bit for each number of digits it may have, from 13 on. */
const lengthsOf = new Uint8Array(10_000);
for (const [from, to, lengths] of issuers) {
  const scale = 10 ** (4 - String(from).length);
  const bits = lengths.reduce((sum, length) => sum | (1 << (length - 13)), 0);
  for (let prefix = from * scale; prefix < (to + 1) * scale; prefix++) {
    lengthsOf[prefix] = (lengthsOf[prefix] as number) | bits;
  }
}

/** Whether the digits between two indexes are those of a card; separators are passed over. */
function isCard(text: string, start: number, end: number): boolean {
  let count = 0;
  let luhn = 0;
  let ean = 0;
  for (let index = end - 1; index >= start; index--) {
    const value = codeAt(text, index) - 0x30;
    if (value < 0 || value > 9) continue;
    const odd = count % 2 === 1;
    luhn += !odd ? value : value > 4 ? 2 * value - 9 : 2 * value;
    ean += odd ? 3 * value : value;
    count++;
  }
  if (luhn % 10 !== 0) return false;
  // An EAN of 13 digits passes for an old Visa number one time in ten.
  return mayHave(text, start, count) && (count !== 13 || ean % 10 !== 0);
}

/** Whether an issuer gives out cards with these first digits and that many in all. */
function mayHave(text: string, start: number, count: number): boolean {
  const lengths = lengthsOf[Number(text.slice(start, start + 4))] ?? 0;
  return (lengths & (1 << (count - 13))) !== 0;
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
  const lead = codeAt(text, start);
  if (lead === 0x30 || lead === 0x31 || lead === 0x37 || !beginsAt(text, start)) return undefined;
  const first = runEnd(text, start, digit, start + 20);
  const length = first - start;
  if (length >= 13) {
    const fits = length <= 19 && endsAt(text, first) && isCard(text, start, first);
    return fits ? { start, end: first, kind: "card" } : undefined;
  }
  const separator = codeAt(text, first);
  if ((length !== 4 && length !== 6 && length !== 8) || !isSeparator(separator)) return undefined;
  let found = -1;
  let code = length;
  for (let end = first, groups = 1; groups < 5 && codeAt(text, end) === separator; groups++) {
    const stop = runEnd(text, end + 1, digit, end + 15);
    if (stop === end + 1) break;
    code = code * 100 + stop - end - 1;
    end = stop;
    if (!groupingCodes.has(code) || !endsAt(text, end)) continue;
    // With dashes, more groups make something else of it.
    if (separator === 0x2d && isAt(text, end, dash) && isAt(text, end + 1, alnum)) continue;
    if (isCard(text, start, end)) found = end;
  }
  return found === -1 ? undefined : { start, end: found, kind: "card" };
}
