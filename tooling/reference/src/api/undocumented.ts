import { readFileSync } from "node:fs";

const files = new Map<string, readonly string[]>();

const field = /^\s+(?:override |static )?(?:readonly )?[\w$]+\??(?::| =)/;
const override = /^\s+override /;
const signature = /^\s*(?:export (?:declare )?function |async )?([\w$]+)[(<]/;

/**
 * Whether this place needs no doc comment: a field may speak for itself, what overrides has the
 * comment of what it overrides, and further signatures that of the first. All else says what it
 * does for the caller.
 */
export function mayGoWithoutComment(path: string, line = 1): boolean {
  const lines = files.get(path) ?? readFileSync(path, "utf8").split("\n");
  files.set(path, lines);
  const text = lines[line - 1] ?? "";
  const name = signature.exec(text)?.[1];
  const former = signature.exec(lines[line - 2] ?? "")?.[1];
  return field.test(text) || override.test(text) || (name !== undefined && name === former);
}
