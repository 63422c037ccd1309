import { isTable } from "./layers.ts";

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

const AUTHORITY = /[^\s/?#]*/y;

/**
 * Where user names and passwords of URLs stand in one text. A password that no URL may have as it
 * is, with `@` or `/` in it, is found as a whole: rather too much is taken for one than too little.
 */
export function userinfoIn(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  const lastAt = text.lastIndexOf("@");
  for (let from = 0; from <= lastAt; ) {
    const scheme = text.indexOf("://", from);
    if (scheme === -1) break;
    const start = scheme + "://".length;
    const end = userinfoEnd(text, start, lastAt);
    if (end !== undefined) ranges.push({ start, end });
    from = end ?? start;
  }
  return ranges;
}

function userinfoEnd(text: string, start: number, lastAt: number): number | undefined {
  if (lastAt <= start) return undefined;
  AUTHORITY.lastIndex = start;
  const [authority = ""] = AUTHORITY.exec(text) ?? [];
  const at = authority.lastIndexOf("@");
  // What follows the colon of a host is a port; anything else is a password.
  const colon = authority.replace(/^\[[^\]]*\]/, "").indexOf(":");
  const hasPassword =
    at === -1
      ? colon !== -1 && !/:\d{0,5}$/.test(authority)
      : authority.lastIndexOf(":", at) !== -1;
  if (hasPassword) return lastAt;
  return at > 0 ? start + at : undefined;
}

/** The text without the passwords of the URLs in it. */
export function withoutUserinfo(text: string): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of userinfoIn(text)) {
    shown += `${text.slice(from, start)}<secret>`;
    from = end;
  }
  return shown + text.slice(from);
}

/** The value with each text in it shown without passwords. */
export function withoutPasswords(value: unknown): unknown {
  if (typeof value === "string") return withoutUserinfo(value);
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (!isTable(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => [
    withoutUserinfo(key),
    withoutPasswords(entry),
  ]);
  return Object.fromEntries(entries);
}
