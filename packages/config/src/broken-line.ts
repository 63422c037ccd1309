import { drawExcerpt, lineAt, type Mask } from "./excerpt.ts";
import { holdsSecret, inLists, type Shape, shapeAt } from "./schema-shape.ts";
import { suggest } from "./suggest.ts";
import { maskOf } from "./toml-map.ts";
import { keyParts, statementsOf } from "./toml-statements.ts";
import { userinfoIn } from "./url-passwords.ts";

const HEADER = /^\s*\[{1,2}[ \t]*/;
const KEY = /^[ \t]*([\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*)/;
const HEADER_END = /^[ \t]*\]{0,2}/;
const EQUALS = /^[ \t]*=[ \t]*/;
const SIMPLE_VALUE = /^(?:[\w.+:-]+|"[^"\\]*"|'[^']*')(?=\s|$|[,\]}#=])/;

/**
 * The line of a fault in a file that is not valid TOML, with a caret. Nobody knows what is a value in
 * there, so only two things are shown: names that the schema has, or nearly has, and one simple
 * value right after a known key that is no secret.
 *
 * @param place where the fault is, and how long.
 * @param exact whether the text before the offset is valid TOML. If not, nothing is shown.
 */
export function brokenExcerpt(
  text: string,
  { offset, length }: { readonly offset: number; readonly length: number },
  shape: Shape,
  exact: boolean,
): string {
  const { start, line } = lineAt(text, offset);
  const number = text.slice(0, start).split("\n").length;
  const shown = exact ? shownLength(text, start, line, shape) : { length: 0, rest: "<hidden>" };
  const rest = line.slice(shown.length);
  const from = shown.length + (rest.length - rest.trimStart().length);
  const masks: Mask[] =
    from < line.length ? [{ start: from, end: line.length, text: shown.rest }] : [];
  return drawExcerpt(line, number, { column: offset - start + 1, length }, masks);
}

/** How much of the line may be shown, and what stands for the rest. */
function shownLength(
  text: string,
  start: number,
  line: string,
  shape: Shape,
): { length: number; rest: string } {
  const nothing = { length: 0, rest: "<hidden>" };
  const before = statementsOf(text, start).at(-1);
  // The line begins inside of a value that spans several.
  if (before?.open) return nothing;
  const header = HEADER.exec(line)?.[0];
  const [key = "", names = ""] = KEY.exec(line.slice(header?.length ?? 0)) ?? [];
  const above = header === undefined ? (before?.table ?? []) : [];
  const path = inLists(shape, [...above, ...keyParts(names)]);
  if (key === "" || !isNearlyKnown(shape, path)) return nothing;
  if (header !== undefined) {
    const length = header.length + key.length;
    return {
      length: length + (HEADER_END.exec(line.slice(length))?.[0].length ?? 0),
      rest: "<hidden>",
    };
  }
  const equals = EQUALS.exec(line.slice(key.length))?.[0] ?? "";
  const length = key.length + equals.length;
  const known = shapeAt(shape, path);
  const secret = known !== undefined && holdsSecret(known);
  const rest = maskOf(shape, path) ?? (secret ? "<secret>" : "<hidden>");
  if (equals === "" || known === undefined || secret || rest === "<secret>")
    return { length, rest };
  const value = SIMPLE_VALUE.exec(line.slice(length))?.[0] ?? "";
  if (userinfoIn(value)) return { length, rest };
  return { length: length + value.length, rest };
}

function isNearlyKnown(shape: Shape, path: readonly string[]): boolean {
  if (shapeAt(shape, path) !== undefined) return true;
  const parent = shapeAt(shape, path.slice(0, -1));
  const names = parent?.items?.keys.keys() ?? parent?.keys.keys() ?? [];
  return suggest(path.at(-1) ?? "", names) !== undefined;
}
