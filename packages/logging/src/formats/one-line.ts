import { escaped } from "../json-text.ts";

const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Writes controls, marks of direction and separators as escapes: one record can't pass for two. */
export function oneLine(text: string): string {
  return text.replace(invisible, escaped);
}

/** A value as people read it: a string as it is, anything else as JSON. */
export function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
