import { isTable } from "./layers.ts";

/** A part of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where user name and password of a URL stand in a text. The password may have `@` or `/` in it as no
 * URL may, and the scheme may be misspelt: rather too much is taken for one than too little.
 */
export function userinfoIn(text: string): TextRange | undefined {
  const lastAt = text.lastIndexOf("@");
  if (lastAt === -1) return undefined;
  const slashes = /:\/\/|\/\//.exec(text.slice(0, lastAt));
  const start = slashes ? slashes.index + slashes[0].length : 0;
  const before = text.slice(start, lastAt);
  if (before.includes(":")) return { start, end: lastAt };
  // Without a colon it is a user name, or stands in the path.
  const at = slashes ? (/^[^\s/?#]*(?=@)/.exec(text.slice(start))?.[0].length ?? 0) : 0;
  return at > 0 ? { start, end: start + at } : undefined;
}

/** The text without the passwords of the URLs in it. */
export function withoutUserinfo(text: string): string {
  const part = userinfoIn(text);
  return part ? `${text.slice(0, part.start)}<secret>${text.slice(part.end)}` : text;
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
