import { readFile } from "node:fs/promises";
import type { ConfigIssue } from "./config-error.ts";
import { type Shape, shapeAt } from "./schema-shape.ts";
import { suggest } from "./suggest.ts";

/** One value that a variable or a flag gives, with where it came from. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly source: string;
}

export interface ReadVariables {
  readonly assignments: readonly Assignment[];
  readonly issues: readonly ConfigIssue[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "ETTL_";

/** Reads the aliases in their order, then every `ETTL_<SECTION>__<KEY>`; the later one wins. */
export async function readVariables(
  environment: Environment,
  aliases: Readonly<Record<string, string>>,
  shape: Shape,
): Promise<ReadVariables> {
  const assignments: Assignment[] = [];
  const issues: ConfigIssue[] = [];

  const read = (name: string, text: string, path: readonly string[]) => {
    const target = shapeAt(shape, path);
    if (target === undefined) return;
    const value = coerce(text, target);
    assignments.push({ path, value, source: name });
  };
  const readSecretFile = async (name: string, file: string, path: readonly string[]) => {
    try {
      const text = await readFile(file, "utf8");
      read(name, text.replace(/^\uFEFF/, "").replace(/\r?\n$/, ""), path);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "unknown error";
      issues.push({
        key: path.join("."),
        source: name,
        message: `the file it names can't be read (${code})`,
      });
    }
  };

  for (const [name, dotted] of Object.entries(aliases)) {
    const path = dotted.split(".");
    const text = environment[name];
    const file = environment[`${name}_FILE`];
    if (text !== undefined && text !== "") read(name, text, path);
    else if (file && shapeAt(shape, path)?.secret) await readSecretFile(`${name}_FILE`, file, path);
  }
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || !name.includes("__") || text === undefined) continue;
    const path = name.slice(PREFIX.length).toLowerCase().split("__");
    if (shapeAt(shape, path) !== undefined) {
      read(name, text, path);
      continue;
    }
    const bare = [...path.slice(0, -1), (path.at(-1) ?? "").replace(/_file$/, "")];
    if (name.endsWith("_FILE") && shapeAt(shape, bare)?.secret)
      await readSecretFile(name, text, bare);
    else issues.push(...unknownVariable(name, path, shape));
  }
  return { assignments, issues };
}

/** Other programs may read sections of their own, so only a known or nearly known section counts. */
function unknownVariable(name: string, path: readonly string[], shape: Shape): ConfigIssue[] {
  const [section = ""] = path;
  const parent = shapeAt(shape, path.slice(0, -1));
  const known = shape.keys.has(section);
  const near = known ? section : suggest(section, shape.keys.keys());
  if (near === undefined) return [];
  const meant = known
    ? suggest(path.at(-1) ?? "", parent?.keys.keys() ?? [])
    : [near, ...path.slice(1)].join("__").toUpperCase();
  const wanted = known && meant ? [...path.slice(0, -1), meant].join("__").toUpperCase() : meant;
  return [
    {
      key: path.join("."),
      source: name,
      message: `unknown key.${wanted ? ` Did you mean ${PREFIX}${wanted}?` : ""}`,
    },
  ];
}

/** Turns a variable's text into the type that the schema wants there; the schema judges the rest. */
function coerce(text: string, { types }: Shape): unknown {
  if (types.has("boolean") && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if ((types.has("number") || types.has("integer")) && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text))
    return Number(text);
  if (types.has("array") && !types.has("string"))
    return text === "" ? [] : text.split(",").map((entry) => entry.trim());
  return text;
}
