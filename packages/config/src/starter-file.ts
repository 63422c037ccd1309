import type * as z from "zod";
import { expectedOf } from "./expected.ts";
import { isTable } from "./layers.ts";
import { printable } from "./printable.ts";
import { entryOf, holdsSecret, type JsonSchema, type Shape, shapeOf } from "./schema-shape.ts";
import { tomlKey, tomlText } from "./toml-text.ts";
import { variableFor } from "./variable-names.ts";

/** What `starterFile` says beside the keys. */
export interface StarterFileOptions {
  /** What the file says first, as a comment; may have several lines. */
  readonly heading?: string;
  /** Address of the JSON Schema, for editors that look for a `#:schema` line. */
  readonly schemaUrl?: string;
}

/** Where a table or key stands, and whether it is switched on. */
interface Spot {
  readonly path: readonly string[];
  readonly active: boolean;
  /** Whether it is an example that no variable can set: an entry of a list, or under a made-up name. */
  readonly example: boolean;
}

const COLUMNS = 100;

/**
 * A commented TOML file with every section and key of a schema: what it is for, what it may be and
 * its default. It loads to the defaults. Lines that begin with `#` and no space are keys without a
 * default, secrets and examples, to be switched on by taking the `#` away.
 */
export function starterFile(schema: z.ZodType, options: StarterFileOptions = {}): string {
  const { heading, schemaUrl } = options;
  const shape = shapeOf(schema);
  const top = [
    ...(schemaUrl === undefined ? [] : [`#:schema ${schemaUrl.replace(/\s/g, "")}`]),
    ...(heading === undefined ? [] : heading.split("\n").flatMap(headingLine)),
  ];
  const blocks = tableBlocks(shape, shape.json.default, { path: [], active: true, example: false });
  return `${[top.join("\n"), ...blocks].filter((block) => block !== "").join("\n\n")}\n`;
}

/** A table's own keys, then the tables in it, each as one block. */
function tableBlocks(shape: Shape, defaults: unknown, spot: Spot, header = ""): string[] {
  const lines =
    header === ""
      ? []
      : [...comment(sentence(shape.json.description).split(/\s+/)), switched(spot, header)];
  const below: string[] = [];
  for (const [key, at] of shape.keys) {
    if (at.json.retired !== undefined) continue;
    const path = [...spot.path, key];
    const required = shape.json.required?.includes(key) === true;
    const value = entryOf(defaults, key) ?? at.json.default;
    const inner: Spot = { ...spot, path, active: spot.active && (required || value !== undefined) };
    const name = path.map(tomlKey).join(".");
    if (at.items && isTableShape(at.items))
      below.push(...exampleBlocks(at.items, { ...inner, path }, `[[${name}]]`, at));
    else if (at.anyKey && isTableShape(at.anyKey)) below.push(...namedBlocks(at, inner));
    else if (at.keys.size > 0 && !at.types.has("string"))
      below.push(...tableBlocks(at, value, inner, `[${name}]`));
    else lines.push(...keyLines(key, at, value, { ...spot, path }, required));
  }
  const block = lines.join("\n");
  return block === "" ? below : [block, ...below];
}

/** Tables under names that the user chooses: an example for each kind there is. */
function namedBlocks(at: Shape, spot: Spot): string[] {
  const entry = at.anyKey;
  if (!entry) return [];
  const kinds = entry.variants.length > 0 ? entry.variants : [entry];
  return kinds.flatMap((kind, index) => {
    const [constant] = [...kind.keys.values()].flatMap(({ json }) => json.const ?? []);
    const path = [...spot.path, typeof constant === "string" ? constant : "name"];
    const header = `[${path.map(tomlKey).join(".")}]`;
    const described = index === 0 ? { ...kind, json: withDescription(kind, at) } : kind;
    return exampleBlocks(described, { ...spot, path }, header);
  });
}

function exampleBlocks(shape: Shape, spot: Spot, header: string, list?: Shape): string[] {
  const [first] = shape.variants;
  const kind = first ?? shape;
  const described = list ? { ...kind, json: withDescription(kind, list) } : kind;
  return tableBlocks(described, undefined, { ...spot, active: false, example: true }, header);
}

function withDescription(one: Shape, other: Shape): Shape["json"] {
  const description = one.json.description ?? other.json.description;
  return description === undefined ? one.json : { ...one.json, description };
}

function isTableShape({ keys, variants }: Shape): boolean {
  return keys.size > 0 || variants.length > 0;
}

function keyLines(key: string, at: Shape, value: unknown, spot: Spot, required: boolean): string[] {
  const secret = at.secret || holdsSecret(at);
  const usable = value !== undefined && value !== null && !secret && hasTomlKind(value, at);
  const variable = variableFor(spot.path);
  const remarks = [
    secret && !spot.example ? `Secret: rather set ${variable} or ${variable}_FILE.` : "",
    secret && spot.example ? "Secret." : "",
    sentence(at.json.description),
    sentence(limitsOf(at.json)),
  ].flatMap((text) => text.split(/\s+/));
  if (usable) remarks.push(`Default: ${tomlText(value)}`);
  else if (required && at.json.const === undefined) remarks.push("Required.");
  const text = tomlText(usable ? value : placeholder(at));
  const line = `${tomlKey(key)} = ${text}`;
  return [...comment(remarks), switched({ ...spot, active: spot.active && usable }, line)];
}

function headingLine(line: string): string[] {
  const lines = comment(printable(line).split(/\s+/));
  return lines.length > 0 ? lines : ["#"];
}

function switched({ active }: Spot, line: string): string {
  return active ? line : `#${line}`;
}

/** What a key may be, where that is more than its type. */
function limitsOf(json: JsonSchema): string | undefined {
  const expected = json.const === undefined ? expectedOf(json) : undefined;
  const plain = ["a string", "a string that is not empty", "a number", "true or false", "a table"];
  if (expected === undefined || plain.includes(expected)) return undefined;
  return expected.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** A default is what comes out of the schema; only where it could go in as well is it for the file. */
function hasTomlKind(value: unknown, { types }: Shape): boolean {
  if (Array.isArray(value)) return types.has("array");
  if (typeof value === "number") return types.has("number") || types.has("integer");
  return isTable(value) ? types.has("object") : types.has(typeof value);
}

/** Something of the right kind for a key that has no default. */
function placeholder({ json, types }: Shape): unknown {
  const [example] = json.examples ?? [];
  const [choice = json.const] = json.enum ?? [];
  if (example !== undefined) return example;
  if (choice !== undefined) return choice;
  if (json.format === "uri") return "https://example.com/";
  if (types.has("string") || types.size === 0) return "";
  if (types.has("number") || types.has("integer"))
    return Math.max(json.exclusiveMinimum === undefined ? 0 : 1, json.minimum ?? 0);
  if (types.has("boolean")) return false;
  return types.has("array") ? [] : {};
}

function sentence(text: string | undefined): string {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Comment lines, broken between the words. */
function comment(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words.filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < COLUMNS)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}
