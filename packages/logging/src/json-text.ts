// Each line is built from a few texts that are the same in many lines; these are made once.

/** Characters that a terminal acts on or shows as nothing: controls, bidi marks, separators. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const beyondAscii = /[\u007f-\uffff]/;

/**
 * JSON with nothing invisible in it. Means the same: such characters stand only inside strings.
 * The first question is the cheap one; in JSON the other controls are escaped already.
 */
export function printable(json: string): string {
  return beyondAscii.test(json) ? json.replace(invisible, escaped) : json;
}

/** A character as JSON escapes it, a pair of surrogates as two escapes. */
export function escaped(character: string): string {
  const short = JSON.stringify(character).slice(1, -1);
  if (short !== character) return short;
  let text = "";
  for (let index = 0; index < character.length; index++)
    text += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  return text;
}

let timestampMs = Number.NaN;
let timestampText = "";

/** The time as ISO 8601 in UTC; lines of one millisecond share it. */
export function timestamp(): string {
  const now = Date.now();
  if (now !== timestampMs) {
    timestampMs = now;
    timestampText = new Date(now).toISOString();
  }
  return timestampText;
}
