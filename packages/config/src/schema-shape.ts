import * as z from "zod";

/** What a schema accepts at one place, as far as reading variables and naming keys needs it. */
export interface Shape {
  readonly types: ReadonlySet<string>;
  readonly keys: ReadonlyMap<string, Shape>;
  /** The shape behind keys that the user names, as in `[alerts.channels.<name>]`. */
  readonly anyKey?: Shape;
  readonly secret: boolean;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly secret?: boolean;
}

/** Reads the keys, types and secrets of a schema from its own JSON Schema. */
export function shapeOf(schema: z.ZodType): Shape {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" });
  return toShape(json as JsonSchema);
}

/** The shape at a path, or undefined where the schema knows no such key. */
export function shapeAt(shape: Shape, path: readonly PropertyKey[]): Shape | undefined {
  let current: Shape | undefined = shape;
  for (const key of path) current = current?.keys.get(String(key)) ?? current?.anyKey;
  return current;
}

function toShape(json: JsonSchema): Shape {
  const types = new Set<string>(json.type === undefined ? [] : [json.type].flat());
  for (const value of json.enum ?? []) types.add(typeof value);
  if (json.const !== undefined) types.add(typeof json.const);
  const keys = new Map(
    Object.entries(json.properties ?? {}).map(([key, value]) => [key, toShape(value)]),
  );
  let anyKey =
    typeof json.additionalProperties === "object" ? toShape(json.additionalProperties) : undefined;
  let secret = json.secret === true;
  for (const branch of [...(json.anyOf ?? []), ...(json.oneOf ?? []), ...(json.allOf ?? [])]) {
    const shape = toShape(branch);
    for (const type of shape.types) types.add(type);
    for (const [key, value] of shape.keys) if (!keys.has(key)) keys.set(key, value);
    anyKey ??= shape.anyKey;
    secret ||= shape.secret;
  }
  return { types, keys, secret, ...(anyKey && { anyKey }) };
}
