import { lineAt } from "./excerpt.ts";
import { givenBefore } from "./given-before.ts";
import { mistakeOfKey } from "./mistaken-key.ts";
import { mistakeOfValue } from "./mistaken-value.ts";
import type { Shape } from "./schema-shape.ts";
import { type Statement, statementsOf, unclosedString } from "./toml-statements.ts";

/** What is wrong with a text that is no TOML, and where. */
export interface Mistake {
  readonly message: string;
  readonly offset: number;
  /** How much of the text is meant, in UTF-16 units. */
  readonly length: number;
}

/** A complaint of the parser. */
export interface Complaint {
  readonly text: string;
  /** Everything before it is valid TOML, or is what the complaint is about. */
  readonly offset: number;
  readonly reason: string;
  readonly shape: Shape;
  /** The header or key that the place belongs to; undefined between statements. */
  readonly statement: Statement | undefined;
}

/** Says in a user's words what a parser complained of; where that can't be told, in the parser's. */
export function mistakeOf(text: string, offset: number, reason: string, shape: Shape): Mistake {
  const { start, line } = lineAt(text, offset);
  const before = statementsOf(text, start).at(-1);
  const continued = before?.open === true;
  const own = /^\s*/.exec(line)?.[0].length ?? 0;
  const statement = continued
    ? before
    : statementsOf(text, start + line.length).find((one) => one.start >= start + own);
  const complaint: Complaint = { text, offset, reason, shape, statement };
  return { offset, length: 1, ...inWords(complaint, continued) };
}

function inWords(complaint: Complaint, continued: boolean): Partial<Mistake> & { message: string } {
  const { text, offset, reason, statement } = complaint;
  switch (reason) {
    case "trying to redefine an already defined table or value":
      return givenBefore(complaint) ?? { message: "this clashes with what was given before" };
    case "trying to redefine an already defined value":
      return { message: "this key is given twice in one table" };
    case "control characters are not allowed in strings": {
      if (!/^\r?(?:\n|$)/.test(text.slice(offset, offset + 2)))
        return { message: "a control character may not stand in a string" };
      const opened = statement && unclosedString(text, statement.start, offset);
      return {
        message: "this string has no closing quote",
        ...(opened !== undefined && { offset: opened, length: Math.max(1, offset - opened) }),
      };
    }
    case "unfinished string":
      return { message: "this string has no closing quotes" };
    case "unfinished array":
      return { message: "this list has no closing ]" };
    case "unfinished table":
      return { message: "this table has no closing }" };
    case "expected comma or end of structure": {
      const line = statement === undefined ? 0 : text.slice(0, statement.start).split("\n").length;
      return {
        message: continued
          ? `a comma is missing, or the end of what begins in line ${line}`
          : "a comma or a closing bracket is missing",
      };
    }
    case "unrecognised escape sequence":
    case "invalid non-hex character in unicode escape":
    case "invalid unicode escape":
    case "invalid escape: only line-ending whitespace may be escaped":
      return {
        message:
          "a backslash begins an escape here. Write two of them, or put the text between single quotes",
      };
    case "document contains excessively nested structures. aborting.":
      return { message: TOO_DEEP };
    default:
      return (
        mistakeOfValue(complaint) ??
        (continued ? undefined : mistakeOfKey(complaint)) ?? { message: reason }
      );
  }
}

export const TOO_DEEP = "nested more than 1000 deep";
