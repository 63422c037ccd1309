import type { ConfigIssue } from "./config-error.ts";
import type { VariableAlias } from "./config-options.ts";
import { printable } from "./printable.ts";
import { isSecret, type JsonSchema, type Shape, shapeAt } from "./schema-shape.ts";
import { readSecretFile } from "./secret-file.ts";
import { unknownVariable } from "./unknown-variable.ts";
import { PREFIX, pathOfVariable } from "./variable-names.ts";

/** One value that a variable or a flag gives, with where it came from. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly source: string;
  readonly kind: "variable" | "flag";
}

export interface ReadVariables {
  readonly assignments: readonly Assignment[];
  readonly issues: readonly ConfigIssue[];
}

/** Variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the aliases in their order, then every `ETTL_<SECTION>__<KEY>`; the later one wins.
 *
 * @param table what the file holds: a name in it may be written with capitals or hyphens.
 */
export async function readVariables(
  environment: Environment,
  aliases: Readonly<Record<string, string | VariableAlias>>,
  shape: Shape,
  table: unknown,
): Promise<ReadVariables> {
  const assignments: Assignment[] = [];
  const issues: ConfigIssue[] = [];
  const complain = (source: string, path: readonly string[], message: string) =>
    issues.push({ key: path.join("."), source, message });
  const assign = (source: string, path: readonly string[], value: unknown) =>
    assignments.push({ path, value, source, kind: "variable" });

  const take = (name: string, text: string, path: readonly string[]) => {
    const at = shapeAt(shape, path, table) ?? shapeAt(shape, path);
    if (at !== undefined) assign(name, path, coerce(text, at));
  };
  const takeFile = async (
    name: string,
    file: string,
    path: readonly string[],
    use: typeof take = take,
  ) => {
    const read = await readSecretFile(file);
    if ("problem" in read) complain(name, path, read.problem);
    else use(name, read.text, path);
  };
  const reading =
    (read: VariableAlias["read"]): typeof take =>
    (name, text, path) => {
      const result = readText(read, text);
      if ("problem" in result) complain(name, path, result.problem);
      else if (result.value !== undefined) assign(name, path, result.value);
    };
  const both = (name: string, path: readonly string[]) =>
    complain(name, path, `${name} and ${name}_FILE are both set. Leave one of them out`);

  for (const [name, alias] of Object.entries(aliases)) {
    const { key, read } = typeof alias === "string" ? { key: alias } : alias;
    const path = typeof key === "string" ? key.split(".") : key;
    const use = read === undefined ? take : reading(read);
    const text = environment[name] ?? "";
    const file = (isSecret(shape, path) && environment[`${name}_FILE`]) || "";
    if (text !== "" && file !== "") both(name, path);
    else if (file !== "") await takeFile(`${name}_FILE`, file, path, use);
    else if (text !== "") use(name, text, path);
  }

  const seen = new Map<string, string>();
  // In the order of their names, for an environment has none that lasts.
  for (const name of Object.keys(environment).sort()) {
    const text = environment[name];
    if (text === undefined || !name.toUpperCase().startsWith(PREFIX)) continue;
    const target = pathOfVariable(name, shape, table);
    if (target === undefined) {
      issues.push(...unknownVariable(name, shape));
      continue;
    }
    const { path, fromFile } = target;
    const key = path.join(".");
    const earlier = seen.get(key);
    seen.set(key, name);
    if (earlier !== undefined)
      complain(name, path, `${earlier} and ${name} are both set. Leave one of them out`);
    else if (!fromFile) take(name, text, path);
    else if (isSecret(shape, path)) await takeFile(name, text, path);
    else
      complain(
        name,
        path,
        `only a secret can come from a file. Set ${name.replace(/_FILE$/i, "")}`,
      );
  }
  return { assignments, issues };
}

function readText(
  read: (text: string) => unknown,
  text: string,
): { value: unknown } | { problem: string } {
  try {
    return { value: read(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    // A variable's value is never shown, and not every reader keeps to that.
    return {
      problem:
        message === "" || message.includes(text) ? "makes no sense here" : printable(message),
    };
  }
}

/** Turns a variable's text into the type that the schema wants there; the schema judges the rest. */
function coerce(text: string, { types, json }: Shape): unknown {
  if (types.has("boolean") && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  if ((types.has("number") || types.has("integer")) && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text))
    return Number(text);
  if (types.has("array") && (!types.has("string") || (text.includes(",") && isChoice(json))))
    return text === "" ? [] : text.split(",").map((entry) => entry.trim());
  return text;
}

/** Whether a text must be one of certain words here, so that a comma can only part several. */
function isChoice({ anyOf = [], oneOf = [] }: JsonSchema): boolean {
  const branches = [...anyOf, ...oneOf];
  return (
    branches.length > 0 && branches.every(({ type, enum: words }) => type !== "string" || words)
  );
}
