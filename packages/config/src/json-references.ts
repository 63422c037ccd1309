import type { JsonSchema } from "./schema-shape.ts";

/**
 * Puts what a JSON Schema refers to in the references' places: schemas with an id and recursive
 * ones. Where one comes round to itself nothing more is known than whether a secret is in it; if
 * so, all of that is one.
 */
export function withoutReferences(root: JsonSchema): JsonSchema {
  const resolve = (value: unknown, inside: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((entry) => resolve(entry, inside));
    if (typeof value !== "object" || value === null) return value;
    const { $ref, $defs: _, properties, ...rest } = value as JsonSchema;
    const own = Object.entries(rest).map(([key, entry]) => [
      key,
      VALUES.has(key) ? entry : resolve(entry, inside),
    ]);
    if (properties) own.push(["properties", resolveEach(properties, inside)]);
    if (typeof $ref !== "string") return Object.fromEntries(own);
    const target = targetOf($ref);
    const { type } = target;
    const referred = inside.includes($ref)
      ? { ...(type !== undefined && { type }), ...(holdsMark(target) && { secret: true }) }
      : (resolve(target, [...inside, $ref]) as object);
    return { ...referred, ...Object.fromEntries(own) };
  };
  // The keys of these are the file's, so no keywords.
  const resolveEach = (properties: object, inside: readonly string[]) =>
    Object.fromEntries(
      Object.entries(properties).map(([key, entry]) => [key, resolve(entry, inside)]),
    );
  const targetOf = ($ref: string): JsonSchema =>
    $ref === "#" ? root : (root.$defs?.[$ref.replace("#/$defs/", "")] ?? {});
  const holdsMark = (target: JsonSchema): boolean => {
    const seen = new Set<unknown>();
    const look = (value: unknown): boolean => {
      if (typeof value !== "object" || value === null || seen.has(value)) return false;
      seen.add(value);
      const { secret, $ref } = value as JsonSchema;
      if (secret === true || (typeof $ref === "string" && look(targetOf($ref)))) return true;
      return Object.entries(value).some(([key, entry]) => key !== "$defs" && look(entry));
    };
    return look(target);
  };
  return resolve(root, ["#"]) as JsonSchema;
}

/** Values, not schemas: a key of theirs may be called `$ref` too. */
const VALUES = new Set(["default", "const", "enum", "examples", "required"]);
