import type { RedactionKind } from "./kinds.ts";
import type { Secrecy } from "./secret-key.ts";
import { urlNames, urlNamesOfLongValues } from "./secret-words.ts";

/** What there is to know of a name, whatever stands around it. */
export interface KnownName {
  readonly text: string;
  readonly lower: string;
  readonly secrecy: Secrecy;
  /** How secret it makes a value in a URL, if it is not secret anyway. */
  readonly urlSecrecy: 0 | "url" | "long url";
  /** The kind of its values where they are no secrets of a URL. */
  readonly kind: RedactionKind;
  /** The word before tells what it is. */
  readonly isOpen: boolean;
  readonly isKey: boolean;
  readonly isPass: boolean;
  /** Its values may be short numbers. */
  readonly isNumeric: boolean;
  /** What follows the first cookie are attributes. */
  readonly setsCookie: boolean;
}

/** Looks up the name between two indexes of a text. */
export type NameTable = (text: string, start: number, end: number) => KnownName;

/** Words of which the one before tells what they are. */
const openNouns = new Set(["key", "keys", "token", "tokens", "string", "phrase", "pass", "pin"]);
const slots = 256;
/** Names that a caller makes up must not fill the memory. */
const maxDescribed = 2000;

/**
 * Makes a table of names. One that was seen a little while ago costs no more than a comparison, any
 * other a search among those seen before.
 */
export function createNameTable(secrecyOf: (key: string) => Secrecy): NameTable {
  const names = new Array<KnownName | undefined>(slots).fill(undefined);
  const described = new Map<string, KnownName>();
  return (text, start, end) => {
    const length = end - start;
    const ends = text.charCodeAt(start) * 7 + text.charCodeAt(end - 1) * 31;
    const slot = (ends + length * 17) & (slots - 1);
    const known = names[slot];
    if (known !== undefined && known.text.length === length && text.startsWith(known.text, start))
      return known;
    const part = text.slice(start, end);
    let name = described.get(part);
    if (name === undefined) {
      name = describe(ownCopy(part), secrecyOf);
      if (described.size >= maxDescribed) described.clear();
      described.set(name.text, name);
    }
    names[slot] = name;
    return name;
  };
}

/** A part of a text keeps the whole in memory; a copy does not. */
function ownCopy(part: string): string {
  return Buffer.from(part, "utf16le").toString("utf16le");
}

function describe(text: string, secrecyOf: (key: string) => Secrecy): KnownName {
  const lower = text.toLowerCase();
  return {
    text,
    lower,
    secrecy: secrecyOf(text),
    urlSecrecy: urlNames.has(lower) ? "url" : urlNamesOfLongValues.has(lower) ? "long url" : 0,
    kind: kindOf(lower),
    isOpen: openNouns.has(lower),
    isKey: /keys?$/.test(lower),
    isPass: lower.endsWith("pass"),
    isNumeric: /(?:pin|otp|cvv|cvc|ssn)2?$/.test(lower),
    setsCookie: /set[-_]?cookies?$/.test(lower),
  };
}

function kindOf(lower: string): RedactionKind {
  if (lower.endsWith("authorization")) return "authorization";
  return lower.endsWith("cookie") || lower.endsWith("cookies") ? "cookie" : "secret";
}
