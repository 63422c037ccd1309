import { inLists, shapeAt } from "./schema-shape.ts";
import type { Complaint, Mistake } from "./toml-mistake.ts";
import { type Statement, statementsOf } from "./toml-statements.ts";

/** What a key or section clashes with that was given already; undefined if that is not found. */
export function givenBefore({ text, shape, statement }: Complaint): Mistake | undefined {
  if (statement === undefined) return undefined;
  const path = pathOf(statement);
  const earlier = statementsOf(text, statement.start).reverse();
  const first =
    earlier.find((one) => isSame(pathOf(one), path)) ??
    earlier.find((one) => isPrefix(pathOf(one), path) || isPrefix(path, pathOf(one)));
  if (first === undefined) return undefined;
  const line = text.slice(0, first.start).split("\n").length;

  const { header } = statement;
  const isSection = header !== undefined;
  // A name that the schema does not know may be anything, a secret too.
  const known = shapeAt(shape, inLists(shape, path)) !== undefined;
  const written = (isSection ? statement.table : statement.key).join(".");
  const close = header === "[[" ? "]]" : "]";
  const name = !known
    ? `this ${isSection ? "section" : "key"}`
    : isSection
      ? `${header}${written}${close}`
      : written;
  const place = { offset: statement.start, length: lengthOf(text, statement.start) };
  if (!isSame(pathOf(first), path))
    return { ...place, message: `${name} clashes with line ${line}` };
  if (isSection && first.header === undefined)
    return { ...place, message: `${name} is given already, in line ${line}` };
  if (first.header !== header)
    return {
      ...place,
      message: isSection
        ? `${name} and line ${line} differ: one is a section, the other an entry of a list`
        : `${name} is given already, as the section in line ${line}`,
    };
  return { ...place, message: `${name} is given twice, first in line ${line}` };
}

function pathOf({ table, key }: Statement): readonly string[] {
  return [...table, ...key];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && isPrefix(one, other);
}

function isPrefix(one: readonly string[], of: readonly string[]): boolean {
  return one.every((name, index) => of[index] === name);
}

/** Up to the `=`, or to the end of the header. */
function lengthOf(text: string, start: number): number {
  const [written = ""] = /[^=\n#]*/y.exec(text.slice(start, start + 400)) ?? [];
  return written.trimEnd().length;
}
