import { codeAt, runEnd, word } from "./characters.ts";
import { findEmail } from "./email.ts";
import { type Finding, isPlaceholderAt, placeholderStart } from "./finding.ts";
import { ipv6Recogniser } from "./ip-address.ts";
import { type RedactionKind, redactionKinds } from "./kinds.ts";
import { createNameTable } from "./name-table.ts";
import { findFlag, findPair, isElementEnd } from "./pair.ts";
import {
  angle,
  at,
  bracket,
  colon,
  equals,
  inWord,
  nextPlace,
  percent,
  placeAt,
  signLength,
  tilde,
  wordEnd,
} from "./places.ts";
import { createRuns } from "./runs.ts";
import { createSecrecy } from "./secret-key.ts";
import { findEntraSecret } from "./token.ts";
import { findUrlCredentials } from "./url.ts";
import { createWordRecognisers } from "./word-recognisers.ts";

const placeholderOf = Object.fromEntries(
  redactionKinds.map((kind) => [kind, `${placeholderStart}${kind}]`]),
) as Record<RedactionKind, string>;

/** So many are joined at a time: strings put together one by one keep the collector busy. */
const mostPieces = 1024;

/** How often a text is looked at again after something was found; more than twice is rare. */
const maxRounds = 4;

/**
 * Makes a function that goes through a text, from left to right, and replaces what it finds.
 * Where two things overlap, the one that begins first is replaced as a whole.
 */
export function createScan(kinds: readonly RedactionKind[]): (text: string) => string {
  const wanted = new Set(kinds);
  const withEmail = wanted.has("email");
  const withUrls = wanted.has("url_credentials");
  const withIp = wanted.has("ip");
  const withTokens = wanted.has("token");
  const withPairs = (["authorization", "cookie", "secret", "url_secret"] as const).some((kind) =>
    wanted.has(kind),
  );
  const nameAt = createNameTable(createSecrecy());
  const runs = createRuns();
  const findIpv6 = ipv6Recogniser(runs);
  const { mayBegin, find } = createWordRecognisers(wanted, runs, findIpv6);
  const tools = { wanted, nameAt };

  /** What is found at a place that is no word; nothing before `floor` is part of it. */
  function findSign(text: string, place: number, index: number, floor: number) {
    const next = codeAt(text, index + 1);
    switch (place) {
      case at:
        return withEmail ? findEmail(text, index, 1, floor) : undefined;
      case colon: {
        if (next === 0x2f && codeAt(text, index + 2) === 0x2f) {
          return withUrls ? findUrlCredentials(text, index) : undefined;
        }
        if (next === 0x3a) return withIp ? findIpv6(text, index) : undefined;
        return pairAt(text, index, next === 0x3d ? 2 : 1, floor);
      }
      case equals:
        // `==`, `!=`, `<=` and `>=` compare.
        if (next === 0x3d || "!=<>:".includes(text[index - 1] ?? " ")) return undefined;
        return pairAt(text, index, next === 0x3e ? 2 : 1, floor);
      case percent:
        if (next === 0x34 && text[index + 2] === "0") {
          return withEmail ? findEmail(text, index, 3, floor) : undefined;
        }
        if (next === 0x33 && /[DdAa]/.test(text[index + 2] ?? ""))
          return pairAt(text, index, 3, floor);
        return undefined;
      case tilde:
        return withTokens ? findEntraSecret(text, index, floor) : undefined;
      case angle:
        return isElementEnd(text, index) ? pairAt(text, index, 1, floor) : undefined;
      default:
        return undefined;
    }
  }

  function pairAt(text: string, index: number, width: number, floor: number) {
    if (!withPairs) return undefined;
    return findPair(text, index, width, floor, tools);
  }

  function findAtWord(text: string, index: number): Finding | undefined {
    const found = find(text, index);
    if (found !== undefined) return found;
    if (codeAt(text, index - 1) === 0x2d && codeAt(text, index - 2) === 0x2d) {
      return wanted.has("secret") ? findFlag(text, index, nameAt) : undefined;
    }
    return undefined;
  }

  function scanOnce(text: string): string {
    runs.forget();
    let done = "";
    let pieces: string[] = [];
    let copied = 0;
    // Nothing before it is looked at again: there, a placeholder stands.
    let floor = 0;
    let index = nextPlace(text, 0, mayBegin);
    while (index < text.length) {
      const place = placeAt(text, index);
      if (place === bracket && isPlaceholderAt(text, index)) {
        index = runEnd(text, index + placeholderStart.length, word, index + 32);
        if (text[index] === "]") index++;
        floor = index;
        index = nextPlace(text, index, mayBegin);
        continue;
      }
      const found =
        place === inWord ? findAtWord(text, index) : findSign(text, place, index, floor);
      if (found !== undefined) {
        pieces.push(text.slice(copied, found.start), placeholderOf[found.kind]);
        if (pieces.length === mostPieces) {
          done += pieces.join("");
          pieces = [];
        }
        index = found.end;
        copied = index;
        floor = index;
      } else if (place === inWord) {
        index = wordEnd(text, index + 1);
      } else {
        index += signLength(text, place, index);
      }
      index = nextPlace(text, index, mayBegin);
    }
    return copied === 0 ? text : done + pieces.join("") + text.slice(copied);
  }

  return (text) => {
    let before = text;
    let after = scanOnce(before);
    // What is gone may have hidden the end or the beginning of its neighbour.
    for (let round = 0; round < maxRounds && after !== before; round++) {
      before = after;
      after = scanOnce(before);
    }
    return after;
  };
}
