import * as z from "zod";
import { withoutReferences } from "./json-references.ts";
import { isTable } from "./layers.ts";

/** The part of JSON Schema that is read here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly secret?: boolean;
  /** Why the key has no effect any more. */
  readonly retired?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** What a schema accepts at one place. */
export interface Shape {
  readonly json: JsonSchema;
  readonly types: ReadonlySet<string>;
  readonly keys: ReadonlyMap<string, Shape>;
  /** The shape behind keys that the user names, as in `[alerts.channels.<name>]`. */
  readonly anyKey?: Shape;
  /** The shape of a list's entries. */
  readonly items?: Shape;
  /** The tables that a union allows here, such as one for each `type`. */
  readonly variants: readonly Shape[];
  readonly secret: boolean;
}

/** Reads the keys, types and secrets of a schema from its own JSON Schema. */
export function shapeOf(schema: z.ZodType): Shape {
  const json = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    reused: "inline",
  }) as JsonSchema;
  return toShape(withoutReferences(json));
}

/**
 * The shape at a path, or undefined where the schema knows no such key. With the value that the
 * path begins at, a union is narrowed to the table that the value's `type` chooses.
 */
export function shapeAt(
  shape: Shape,
  path: readonly PropertyKey[],
  value?: unknown,
): Shape | undefined {
  let current: Shape | undefined = narrow(shape, value);
  let below = value;
  for (const key of path) {
    current = step(current, key);
    if (current === undefined) return undefined;
    below = entryOf(below, key);
    current = narrow(current, below);
  }
  return current;
}

/** In `[[health.http]]` and below, a name is of the list's entries. */
export function inLists(shape: Shape, names: readonly string[]): string[] {
  const path: string[] = [];
  for (const name of names) {
    if (shapeAt(shape, path)?.items) path.push("0");
    path.push(name);
  }
  return path;
}

/**
 * Whether the value at a path is a secret, by its own mark or that of a table or list around it. With
 * the value that the path begins at, only the table of a union counts that the value's `type` chooses.
 */
export function isSecret(shape: Shape, path: readonly PropertyKey[], value?: unknown): boolean {
  let current: Shape | undefined = narrow(shape, value);
  let below = value;
  for (const key of path) {
    if (current?.secret) return true;
    below = entryOf(below, key);
    const next = step(current, key);
    current = next && narrow(next, below);
  }
  return current?.secret === true;
}

/** Whether something below a place is a secret, so that its text can't be shown as a whole. */
export function holdsSecret({ items, keys, anyKey }: Shape): boolean {
  return [items, anyKey, ...keys.values()].some(
    (shape) => shape !== undefined && (shape.secret || holdsSecret(shape)),
  );
}

/** The entry of a table or list, or undefined. */
export function entryOf(value: unknown, key: PropertyKey): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isTable(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
}

/** The one table of a union whose constants a value has, else the union itself. */
export function narrow(shape: Shape, value: unknown): Shape {
  if (shape.variants.length < 2 || !isTable(value)) return shape;
  const fitting = shape.variants.filter((variant) =>
    [...variant.keys].every(
      ([key, { json }]) => json.const === undefined || json.const === value[key],
    ),
  );
  const [only, another] = fitting;
  if (only === undefined || another !== undefined) return shape;
  return shape.secret ? { ...only, secret: true } : only;
}

function step(shape: Shape | undefined, key: PropertyKey): Shape | undefined {
  if (typeof key === "number" || (shape?.items && /^\d+$/.test(String(key)))) return shape?.items;
  return shape?.keys.get(String(key)) ?? shape?.anyKey;
}

function toShape(json: JsonSchema): Shape {
  const types = new Set<string>(json.type === undefined ? [] : [json.type].flat());
  for (const value of json.enum ?? []) types.add(typeof value);
  if (json.const !== undefined) types.add(typeof json.const);
  const keys = new Map(
    Object.entries(json.properties ?? {}).map(([key, value]) => [key, toShape(value)]),
  );
  const { additionalProperties: more, items } = json;
  const own: Shape = {
    json,
    types,
    keys,
    secret: json.secret === true,
    variants: [],
    ...(isNamed(more) && { anyKey: toShape(more) }),
    ...(isNamed(items) && { items: toShape(items) }),
  };
  const branches = [...(json.anyOf ?? []), ...(json.oneOf ?? [])].map(toShape);
  const tables = branches.filter(({ keys }) => keys.size > 0);
  const all = [...branches, ...(json.allOf ?? []).map(toShape)];
  return { ...all.reduce(join, own), json, variants: tables };
}

function isNamed(schema: boolean | JsonSchema | undefined): schema is JsonSchema {
  return typeof schema === "object" && Object.keys(schema).length > 0;
}

/** What either shape accepts; a key that is a secret in one of them counts as one. */
function join(one: Shape, other: Shape): Shape {
  const keys = new Map(one.keys);
  for (const [key, shape] of other.keys) keys.set(key, joinIfBoth(keys.get(key), shape) ?? shape);
  const anyKey = joinIfBoth(one.anyKey, other.anyKey);
  const items = joinIfBoth(one.items, other.items);
  return {
    json: { anyOf: [one.json, other.json] },
    types: new Set([...one.types, ...other.types]),
    keys,
    variants: [],
    secret: one.secret || other.secret,
    ...(anyKey && { anyKey }),
    ...(items && { items }),
  };
}

function joinIfBoth(one: Shape | undefined, other: Shape | undefined): Shape | undefined {
  return one && other ? join(one, other) : (one ?? other);
}
