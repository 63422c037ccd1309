import { lineAt } from "./excerpt.ts";
import type { Complaint, Mistake } from "./toml-mistake.ts";

const KEY = /^[\w.-]+|^"[^"]*"|^'[^']*'/;

/** What is wrong with a line that begins neither with `key =` nor with a `[section]`. */
export function mistakeOfKey({ text, offset, reason }: Complaint): Mistake | undefined {
  if (!/\bkey\b|table array declaration/.test(reason)) return undefined;
  const { start, line } = lineAt(text, offset);
  const from = start + line.length - line.trimStart().length;
  const trimmed = line.trim();
  const first = (message: string, length: number): Mistake => ({ offset: from, length, message });

  const [comment] = /^(?:\/\/|\/\*|;)/.exec(trimmed) ?? [];
  if (comment !== undefined)
    return first(`a comment begins with #, not with ${comment}`, comment.length);
  if (trimmed.startsWith("=")) return first("a key is missing before the =", 1);
  if (trimmed.startsWith("{"))
    return first("a line begins with a key or a [section], not with {", 1);
  if (trimmed.startsWith("[")) return mistakeOfHeader(trimmed, from);

  if (/^(?:"""|''')/.test(trimmed)) return undefined;
  const [key] = KEY.exec(trimmed) ?? [];
  if (key === undefined) return undefined;
  const after = trimmed.slice(key.length);
  const gap = after.length - after.trimStart().length;
  const next = after.trimStart();
  const place = { offset: from + key.length + gap, length: 1 };
  if (next === "" || next.startsWith("#"))
    return { ...place, offset: from, length: key.length, message: "an = and a value are missing" };
  if (next.startsWith(":")) return { ...place, message: "a value comes after =, not after :" };
  if (/^(?:["'[{\d+-]|(?:true|false)\b)/.test(next) && !next.includes("="))
    return { ...place, message: "an = is missing between the key and its value" };
  if (/^[\w.-]+(?:[ \t]+[\w.-]+)*[ \t]*=/.test(next))
    return first("a key with a space in it needs quotes around it", key.length);
  return undefined;
}

function mistakeOfHeader(header: string, from: number): Mistake | undefined {
  const open = header.startsWith("[[") ? 2 : 1;
  const close = "]".repeat(open);
  const name = header.slice(open).replace(/#.*/, "").trimEnd();
  const whole = { offset: from, length: open + name.length };
  if (/^[ \t]*\]/.test(name)) return { ...whole, message: "the name of this section is missing" };
  if (!name.endsWith(close)) {
    if (/[="'{},]/.test(name)) return undefined;
    return { ...whole, message: `the ${close} at the end of this section's name is missing` };
  }
  return /^[\w.-]+(?:[ \t]+[\w.-]+)+[ \t]*\]/.test(name)
    ? { ...whole, message: "a name with a space in it needs quotes around it" }
    : undefined;
}
