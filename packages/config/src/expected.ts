import { isTable } from "./layers.ts";
import { printable, shorten } from "./printable.ts";
import type { JsonSchema } from "./schema-shape.ts";
import { tomlText } from "./toml-text.ts";
import { withoutUserinfo } from "./url-passwords.ts";

/** What a schema takes, in words: `a whole number from 1 to 65535`; undefined where it takes all. */
export function expectedOf(json: JsonSchema): string | undefined {
  if (json.const !== undefined) return literal(json.const);
  if (json.enum) return oneOf(json.enum.map(literal));
  const branches = json.anyOf ?? json.oneOf;
  if (branches) {
    const constants = branches.map((branch) => branch.const);
    if (constants.every((value) => value !== undefined)) return oneOf(constants.map(literal));
    const words = new Set(branches.map(expectedOf).filter((text) => text !== undefined));
    return words.size === 0 ? undefined : [...words].join(" or ");
  }
  const [type] = [json.type ?? []].flat().filter((name) => name !== "null");
  switch (type) {
    case "integer":
    case "number":
      return expectedNumber(type === "integer" ? "a whole number" : "a number", json);
    case "string":
      return expectedString(json);
    case "boolean":
      return "true or false";
    case "array":
      return expectedList(json);
    case "object":
      return "a table";
    default:
      return undefined;
  }
}

/** The choices of an enum, or none. */
export function choicesOf(json: JsonSchema): readonly unknown[] {
  if (json.enum) return json.enum;
  const constants = (json.anyOf ?? json.oneOf ?? [json]).map((branch) => branch.const);
  return constants.every((value) => value !== undefined) ? constants : [];
}

function expectedNumber(noun: string, json: JsonSchema): string {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = json;
  const low =
    json.exclusiveMinimum !== undefined
      ? `above ${json.exclusiveMinimum}`
      : minimum > Number.MIN_SAFE_INTEGER
        ? `from ${minimum}`
        : "";
  const high =
    json.exclusiveMaximum !== undefined
      ? `below ${json.exclusiveMaximum}`
      : maximum < Number.MAX_SAFE_INTEGER
        ? `up to ${maximum}`
        : "";
  const range =
    low.startsWith("from") && high.startsWith("up to")
      ? `${low} to ${maximum}`
      : low.startsWith("from") && high === ""
        ? `of ${minimum} or more`
        : low === "" && high.startsWith("up to")
          ? `of ${maximum} or less`
          : [low, high].filter((part) => part !== "").join(" and ");
  const step = json.multipleOf === undefined ? "" : `, a multiple of ${json.multipleOf}`;
  return `${noun}${range === "" ? "" : ` ${range}`}${step}`;
}

const FORMATS: Readonly<Record<string, string>> = {
  uri: "a URL",
  email: "an e-mail address",
  "date-time": "a date and time in a string, such as 2024-01-15T10:30:00Z",
  date: "a date in a string, such as 2024-01-15",
  uuid: "a UUID",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

function expectedString(json: JsonSchema): string {
  const format = FORMATS[json.format ?? ""];
  if (format !== undefined) return format;
  const { minLength = 0, maxLength } = json;
  if (maxLength !== undefined) return `a string of ${minLength} to ${maxLength} characters`;
  if (minLength > 1) return `a string of ${minLength} characters or more`;
  return minLength === 1 ? "a string that is not empty" : "a string";
}

const PLURALS: ReadonlyMap<string, string> = new Map([
  ["a string", "strings"],
  ["a string that is not empty", "strings that are not empty"],
  ["a number", "numbers"],
  ["a whole number", "whole numbers"],
  ["a table", "tables"],
  ["a URL", "URLs"],
]);

function expectedList({ items, minItems = 0, maxItems }: JsonSchema): string {
  const item = typeof items === "object" ? expectedOf(items) : undefined;
  const of = item === undefined ? "" : ` of ${PLURALS.get(item) ?? `entries, each ${item}`}`;
  const limits = [
    minItems > 0 ? `at least ${minItems}` : "",
    maxItems === undefined ? "" : `at most ${maxItems}`,
  ].filter((part) => part !== "");
  return `a list${of}${limits.length === 0 ? "" : ` (${limits.join(", ")})`}`;
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? String(words[0]) : `one of ${words.join(", ")}`;
}

/** The kind of a value: `a string`, `a list`. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isTable(value)) return "a table";
  if (value instanceof Date) return "a date or time";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return "a whole number too large to keep";
  return typeof value === "object" ? "another object" : `a ${typeof value}`;
}

/** A value for a sentence: itself where it is short and simple, else its kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return literal(value);
  if (typeof value === "number") return tomlText(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `${value.length} entries`;
  return kindOf(value);
}

function literal(value: unknown): string {
  return typeof value === "string"
    ? `"${printable(shorten(withoutUserinfo(value)))}"`
    : String(value);
}
