import { inLists, type Shape, shapeAt } from "./schema-shape.ts";
import type { Complaint, Mistake } from "./toml-mistake.ts";

const VALUE_REASONS = new Set([
  "invalid value",
  "illegal leading zero",
  "illegal character in numeric literal",
  "unfinished numeric value",
]);
const LINE_GOES_ON = "each key-value declaration must be followed by an end-of-line";
const AROUND = /[^\s,[\]{}#"'=]/;

/** What is wrong with a value that was written without quotes, or with what follows a value. */
export function mistakeOfValue(complaint: Complaint): Mistake | undefined {
  const { text, offset, reason } = complaint;
  const word = wordAround(text, offset);
  const isLast = /^[,;][ \t]*(?:\r?\n|#|$)/.test(text.slice(offset, offset + 200));
  if (isLast && !/[[{]/.test(textBefore(complaint)))
    return { offset, length: 1, message: `no ${text[offset]} belongs at the end of a line` };
  // The word itself is fine where the complaint is about what stands right after it.
  if (word.length > 0 && offset >= word.offset + word.length) {
    const inNumber = text[offset] === "," && !/[[{]/.test(textBefore(complaint));
    return inNumber ? { offset, length: 1, message: "a number has no commas in it" } : undefined;
  }
  const isValue = VALUE_REASONS.has(reason) || (reason === LINE_GOES_ON && word.offset < offset);
  if (isValue) {
    const message = wordMessage(text, word, complaint);
    return { offset: word.offset, length: Math.max(1, word.length), message };
  }
  if (reason !== LINE_GOES_ON) return undefined;
  const rest = text.slice(offset, offset + 2);
  if (rest === "//") return { offset, length: 2, message: "a comment begins with #, not with //" };
  return { offset, length: 1, message: "the line should end here; only a comment may follow" };
}

interface Word {
  readonly offset: number;
  readonly length: number;
}

function wordAround(text: string, offset: number): Word {
  let start = offset;
  while (start > 0 && AROUND.test(text[start - 1] ?? " ")) start -= 1;
  let end = offset;
  while (end < text.length && AROUND.test(text[end] ?? " ")) end += 1;
  return { offset: start, length: end - start };
}

/** Never with the word itself: it may be a secret. */
function wordMessage(text: string, { offset, length }: Word, complaint: Complaint) {
  const word = text.slice(offset, offset + length);
  if (text[offset] === "=") return "one = is enough";
  if (word === "") return "a value is missing";
  if (/^[\u2018-\u201F\u00AB\u00BB]/.test(word)) return "these are no quotes for TOML. Use \" or '";
  if (/^(?:true|false)$/i.test(word)) return "true and false have small letters";
  if (/^(?:null|nil|none|undefined)$/i.test(word)) return "TOML knows no null. Leave the key out";
  const types = typesAt(complaint);
  if (types?.has("boolean") && types.size === 1) return "expected true or false";
  if (/^(?:yes|no|on|off)$/i.test(word)) return "expected true or false, or quotes around a text";
  if (/^\d{4}-\d\d|^\d\d:/.test(word)) return "no date or time that TOML knows";
  if (/^[+-]?0\d[\d.]*$/.test(word) && !types?.has("string"))
    return "a number has no zeros before it";
  if (types?.has("string")) return "a text needs quotes around it";
  if (types?.has("number") || types?.has("integer")) return "this is no number";
  return /^[+-]?\d/.test(word)
    ? "this is no number, date or time, and a text needs quotes around it"
    : "a text needs quotes around it";
}

/** What the schema takes for a value, or for the entries of the list that it is in. */
function typesAt({ text, offset, statement, shape }: Complaint): ReadonlySet<string> | undefined {
  if (statement === undefined || statement.key.length === 0) return undefined;
  // In an inline table the word has a key of its own.
  const before = textBefore({ text, offset, statement });
  if (before.includes("{")) return undefined;
  const at: Shape | undefined = shapeAt(
    shape,
    inLists(shape, [...statement.table, ...statement.key]),
  );
  const types = at?.items && before.includes("[") ? at.items.types : at?.types;
  return types === undefined || types.size === 0 ? undefined : types;
}

/** The statement up to the place. */
function textBefore({ text, offset, statement }: Pick<Complaint, "text" | "offset" | "statement">) {
  return text.slice(statement?.start ?? offset, offset);
}
