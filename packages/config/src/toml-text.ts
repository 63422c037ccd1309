import { isTable } from "./layers.ts";
import { printable } from "./printable.ts";

/** A value as TOML writes it on one line. */
export function tomlText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlText).join(", ")}]`;
  if (isTable(value)) {
    const entries = Object.entries(value).map(
      ([key, entry]) => `${tomlKey(key)} = ${tomlText(entry)}`,
    );
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  if (typeof value === "string") return tomlString(value);
  if (typeof value === "number") return tomlNumber(value);
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

/** A key as TOML writes it: bare where that is possible. */
export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : tomlString(key);
}

function tomlString(text: string): string {
  // JSON's escapes are TOML's too; what else a terminal would obey is escaped besides.
  return [...JSON.stringify(text.replace(/\p{Cs}/gu, "\uFFFD"))]
    .map((character) => {
      if (printable(character) === character) return character;
      return `\\U${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(8, "0")}`;
    })
    .join("");
}

function tomlNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Object.is(value, -0) ? "-0.0" : String(value);
}
