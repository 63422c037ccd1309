// Each line is built from a few texts that are the same in every line; these are made once.

/** A bound on what is remembered: keys that a caller makes up must not fill the memory. */
const maxKeys = 1000;
const keys = new Map<string, string>();

/** `,"key":`, ready to be followed by a value. */
export function keyText(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = `,${JSON.stringify(key)}:`;
  if (keys.size < maxKeys) keys.set(key, text);
  return text;
}

/** A string as JSON. Short plain ones, which most are, need no escape and no call. */
export function quote(text: string): string {
  if (text.length > 64) return JSON.stringify(text);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
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
