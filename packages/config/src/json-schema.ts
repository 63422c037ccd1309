import * as z from "zod";

type Node = Record<string, unknown>;

/**
 * The JSON Schema (draft-07) of a configuration file, for editors: descriptions, defaults and
 * choices; secrets are `writeOnly` and never required, since they rather come from variables; retired
 * keys are `deprecated`.
 * Top-level tables that the schema does not know are allowed: they belong to other programs.
 */
export function jsonSchema(schema: z.ZodType, { title }: { readonly title?: string } = {}): object {
  const json = z.toJSONSchema(schema, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    reused: "inline",
  }) as Node;
  const { $schema, additionalProperties: _, ...rest } = tidy(json) as Node;
  return { $schema, ...(title !== undefined && { title }), ...rest };
}

/** Marks secrets in JSON Schema's words and drops what only says what JavaScript's numbers can hold. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null) return value;
  const { secret, retired, ...node } = value as Node;
  if (typeof retired === "string")
    Object.assign(node, { deprecated: true, description: `Has no effect: ${retired}.` });
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  if (Array.isArray(node.required)) {
    const properties = node.properties as Record<string, Node> | undefined;
    node.required = node.required.filter((key) => properties?.[key]?.secret !== true);
  }
  const entries = Object.entries(node).map(([key, entry]) => [
    key,
    // Values, not schemas: a key of theirs may be called "secret" too.
    ["default", "const", "enum", "examples", "required"].includes(key)
      ? entry
      : tidyEntry(key, entry),
  ]);
  return { ...Object.fromEntries(entries), ...(secret === true && { writeOnly: true }) };
}

/** Below `properties` the keys are the file's, so `secret` and `minimum` are no keywords there. */
function tidyEntry(key: string, entry: unknown): unknown {
  if (key !== "properties") return tidy(entry);
  return Object.fromEntries(Object.entries(entry as Node).map(([name, one]) => [name, tidy(one)]));
}
