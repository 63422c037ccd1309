import {
  harmlessTokens,
  keyQualifiers,
  passQualifiers,
  pinQualifiers,
  questions,
  secretPairs,
  strongNouns,
  tokensQualifiers,
  trailers,
  weakNouns,
} from "./secret-words.ts";

/** 0: not secret; 1: secret, but also a word of plain texts; 2: secret wherever it stands. */
export type Secrecy = 0 | 1 | 2;

/** Bounds on what is remembered: keys that a caller makes up must not fill the memory. */
const maxVerdicts = 2000;
const maxKeyLength = 128;

/** The words of a key in lower case: camelCase, snake_case, kebab-case, dots, spaces, acronyms. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
}

function isTrailer(part: string): boolean {
  return trailers.has(part) || /^\d+$/.test(part);
}

function secrecyOfWords(words: readonly string[]): Secrecy {
  let length = words.length;
  while (length > 1 && isTrailer(words[length - 1] as string)) length--;
  const last = words[length - 1];
  if (last === undefined || (length > 1 && questions.has(words[0] as string))) return 0;
  const before = words[length - 2];
  const noun = strongNouns.has(last) || weakNouns.has(last) ? last : last.replace(/\d+$/, "");

  if (strongNouns.has(noun)) return 2;
  if (before !== undefined && secretPairs.has(`${before}-${noun}`)) return 2;
  if (noun === "token" && before !== undefined && harmlessTokens.has(before)) return 0;
  if (weakNouns.has(noun)) return before === undefined ? 1 : 2;
  if (noun === "tokens") return before !== undefined && tokensQualifiers.has(before) ? 2 : 0;
  if (noun === "key" || noun === "keys") {
    return before !== undefined && keyQualifiers.has(before) ? 2 : 0;
  }
  if (noun === "pass") return before === undefined ? 1 : passQualifiers.has(before) ? 2 : 0;
  if (noun === "pin") return before === undefined ? 1 : pinQualifiers.has(before) ? 2 : 0;
  return 0;
}

/** Makes a function that tells how secret the value of a key is; its verdicts are remembered. */
export function createSecrecy(extra: readonly string[] = []): (key: string) => Secrecy {
  const own = new Set(extra.map((key) => wordsOf(key).join("-")));
  const verdicts = new Map<string, Secrecy>();
  return (key) => {
    // The end of a key decides; only something made up is longer.
    const text = key.length > maxKeyLength ? key.slice(-maxKeyLength) : key;
    const known = verdicts.get(text);
    if (known !== undefined) return known;
    const words = wordsOf(text);
    const secrecy = own.has(words.join("-")) ? 2 : secrecyOfWords(words);
    if (verdicts.size >= maxVerdicts) verdicts.clear();
    verdicts.set(text, secrecy);
    return secrecy;
  };
}

/**
 * Makes a function that tells whether the value of a key must never be shown, whatever it is.
 *
 * Whole words are compared, so `dbPassword`, `X-Api-Key` and `STRIPE_SECRET_KEY` are secret and
 * `secretary`, `max_tokens` and `primary_key` are not. `extra` keys match in any spelling:
 * `"routing key"` means `routingKey` and `ROUTING_KEY`, too.
 */
export function createSecretKeys(extra: readonly string[] = []): (key: string) => boolean {
  const secrecy = createSecrecy(extra);
  return (key) => secrecy(key) > 0;
}
