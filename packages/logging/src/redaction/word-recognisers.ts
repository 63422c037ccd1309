import { findCredentials } from "./authorization.ts";
import { findCard } from "./card.ts";
import { codeAt, digit, hex, isAt } from "./characters.ts";
import type { Recogniser } from "./finding.ts";
import { findIban, ibanCountries } from "./iban.ts";
import { findIpv4 } from "./ip-address.ts";
import { jwtRecogniser } from "./jwt.ts";
import type { RedactionKind } from "./kinds.ts";
import { findPrivateKey } from "./private-key.ts";
import type { Runs } from "./runs.ts";
import { findSocialSecurityNumber } from "./social-security.ts";
import {
  findDiscordToken,
  findTelegramPath,
  findTelegramToken,
  findWebhook,
  tokenRecogniser,
  webhookStarts,
} from "./token.ts";
import { tokenShapes } from "./token-shapes.ts";

const digits = "0123456789";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** What a word can begin with: its third character is one of `thirds`, or any. */
function bitsOf(thirds: string): number {
  let bits = 0;
  for (const third of thirds) bits |= 1 << (third.charCodeAt(0) & 31);
  return thirds === "" ? -1 : bits;
}

/** What can begin where a word begins. */
export interface WordRecognisers {
  /**
   * By a pair of first characters, the first one times 128: which third characters there can be, a
   * bit for the last five bits of each.
   */
  readonly mayBegin: Int32Array;
  readonly find: Recogniser;
}

/**
 * Makes one recogniser of all that can begin where a word begins. The first two characters of the
 * word choose the few that are asked: nearly every word is told apart by them.
 */
export function createWordRecognisers(
  wanted: ReadonlySet<RedactionKind>,
  runs: Runs,
  findIpv6: Recogniser,
): WordRecognisers {
  const choices = new Uint16Array(128 * 128);
  const mayBegin = new Int32Array(128 * 128);
  const groups: Recogniser[][] = [[]];
  const groupOf = new Map<string, number>();

  function add(start: string, recogniser: Recogniser, thirds = ""): void {
    const pair = start.charCodeAt(0) * 128 + start.charCodeAt(1);
    mayBegin[pair] = (mayBegin[pair] as number) | bitsOf(thirds);
    const known = groupOf.get(start);
    if (known !== undefined) {
      (groups[known] as Recogniser[]).push(recogniser);
      return;
    }
    groupOf.set(start, groups.length);
    choices[pair] = groups.length;
    groups.push([recogniser]);
  }

  if (wanted.has("private_key")) add("BE", findPrivateKey, "G");
  if (wanted.has("jwt")) add("ey", jwtRecogniser(runs), "J");
  if (wanted.has("authorization")) {
    for (const start of ["Be", "be", "BE", "Ba", "ba", "BA"]) add(start, findCredentials, "as");
  }
  if (wanted.has("token")) {
    for (const shape of tokenShapes)
      add(shape.prefix.slice(0, 2), tokenRecogniser(shape, runs), shape.prefix[2]);
    for (const start of webhookStarts) add(start, findWebhook, "osb");
    add("bo", findTelegramPath, "t");
    for (const first of "MNO") for (const second of alphabet) add(first + second, findDiscordToken);
  }
  if (wanted.has("iban")) {
    for (const country of ibanCountries) {
      add(country, findIban, digits);
      add(country.toLowerCase(), findIban, digits);
    }
  }
  const numbers: Recogniser[] = [];
  if (wanted.has("ip")) numbers.push(findIpv4);
  if (wanted.has("card")) numbers.push(findCard);
  if (wanted.has("ssn")) numbers.push(findSocialSecurityNumber);
  if (wanted.has("token")) numbers.push(findTelegramToken);
  const withIp = wanted.has("ip");

  const hexDigits = `${digits}abcdefABCDEF`;
  for (const first of withIp ? hexDigits : numbers.length > 0 ? digits : "") {
    for (const second of withIp ? `${hexDigits}:.` : digits)
      mayBegin[first.charCodeAt(0) * 128 + second.charCodeAt(0)] = bitsOf(withIp ? "" : digits);
  }

  function find(text: string, start: number) {
    const first = codeAt(text, start);
    const second = codeAt(text, start + 1);
    const choice = second >= 0 && second < 128 ? (choices[first * 128 + second] as number) : 0;
    if (choice !== 0) {
      for (const recognise of groups[choice] as Recogniser[]) {
        const found = recognise(text, start);
        if (found !== undefined) return found;
      }
    }
    if (withIp && isAt(text, start, hex)) {
      const found = findIpv6(text, start);
      if (found !== undefined) return found;
    }
    if (!isAt(text, start, digit)) return undefined;
    // Only addresses have numbers of one or two digits.
    if (!withIp && !(isAt(text, start + 1, digit) && isAt(text, start + 2, digit)))
      return undefined;
    for (const recognise of numbers) {
      const found = recognise(text, start);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return { mayBegin, find };
}
