/** The text needs escaping in JSON, or may. */
export const needsEscape = 1;
/** The text has an `@` or a percent sign: an address, maybe. */
const maybeAddress = 2;
/** The text has a separator of names and values: a pair, a header or a URL, maybe. */
const maybePair = 4;
/** The text may have something known by its shape: a token, a card, a key. */
const maybeShape = 8;

const upper = 16;
const digit = 32;
const lowerHex = 64;
const dash = 128;
const other = 256;

/** Beyond it a closer look costs less than the question whether to take one. */
const longText = 1024;

const classes = new Uint16Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  let bits = other;
  if (code < 0x20 || code === 0x7f || char === '"' || char === "\\") bits = needsEscape | other;
  else if (char === "@" || char === "%") bits = maybeAddress | other;
  else if (char === "=" || char === ":" || char === ">") bits = maybePair | other;
  else if (char >= "A" && char <= "Z") bits = upper;
  else if (char >= "0" && char <= "9") bits = digit;
  else if (char >= "a" && char <= "f") bits = lowerHex;
  else if (char === "-") bits = dash;
  classes[code] = bits;
}

/**
 * Tells in one pass what a string may need: bit 1 when it needs escaping in JSON, further bits when
 * it could hold a secret. 0 means that it can go out as it is, more than 1 that it must be scrubbed.
 */
export function suspicion(text: string): number {
  const length = text.length;
  if (length > longText) return needsEscape | maybeAddress | maybePair | maybeShape;
  let seen = 0;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    seen |= code < 128 ? (classes[code] as number) : needsEscape | other;
  }
  const found = seen & (needsEscape | maybeAddress | maybePair);
  // Every shape has a digit or a capital; the shortest is an IPv4 address.
  if ((seen & (digit | upper)) === 0 || length < 7) return found;
  if (isPlainId(seen, text)) return found;
  return found | maybeShape;
}

/** UUIDs, digests, trace and span ids: lines are full of them, and no secret has such a shape. */
function isPlainId(seen: number, text: string): boolean {
  if ((seen & (upper | other)) !== 0) return false;
  if ((seen & dash) === 0) return (seen & lowerHex) !== 0 || text.length < 13 || text.length > 19;
  return text.length === 36 && text.charCodeAt(8) === 0x2d && text.charCodeAt(13) === 0x2d;
}
