import { isTable } from "./layers.ts";
import { entryOf, type Shape, shapeAt } from "./schema-shape.ts";

export const PREFIX = "ETTL_";

export interface VariableTarget {
  readonly path: readonly string[];
  /** Whether the variable names a file that holds the value. */
  readonly fromFile: boolean;
}

/** The key that `ETTL_A__B` sets, or undefined where the schema has no such key. Case is ignored. */
export function pathOfVariable(
  name: string,
  shape: Shape,
  table: unknown,
): VariableTarget | undefined {
  if (!name.includes("__")) return undefined;
  const segments = name.slice(PREFIX.length).toLowerCase().split("__");
  const path = resolve(segments, shape, table);
  if (path) return { path, fromFile: false };
  const [last = "", ...others] = [...segments].reverse();
  if (!last.endsWith("_file")) return undefined;
  const bare = resolve([...others.reverse(), last.slice(0, -"_file".length)], shape, table);
  return bare && { path: bare, fromFile: true };
}

/** The variable for a key. */
export function variableFor(path: readonly string[]): string {
  return PREFIX + path.join("__").toUpperCase().replaceAll("-", "_");
}

function resolve(
  segments: readonly string[],
  shape: Shape,
  table: unknown,
): readonly string[] | undefined {
  const path: string[] = [];
  let value = table;
  for (const segment of segments) {
    const at = shapeAt(shape, path);
    if (at === undefined || segment === "") return undefined;
    const known = [...at.keys.keys()].find((key) => sameName(key, segment));
    // A name of the file's own may have capitals and hyphens, which no variable can write.
    const given = isTable(value)
      ? Object.keys(value).find((key) => sameName(key, segment))
      : undefined;
    const key = known ?? (at.anyKey ? (given ?? segment) : undefined);
    if (key === undefined) return undefined;
    path.push(key);
    value = entryOf(value, key);
  }
  return path;
}

function sameName(key: string, segment: string): boolean {
  return key.toLowerCase().replaceAll("-", "_") === segment.replaceAll("-", "_");
}
