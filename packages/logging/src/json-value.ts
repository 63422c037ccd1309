import { types } from "node:util";
import { errorEntries, isError } from "./error-entries.ts";
import type { Key } from "./key-table.ts";
import type { Redactor } from "./redactor.ts";

// Bounds of one value, so that no line is without end, whatever is logged.
const maxDepth = 10;
const maxEntries = 1000;
const maxNodes = 10_000;
const maxLength = 1024 * 1024;

/** In place of a value whose key says that it is secret. */
const redacted = '"[redacted]"';

const unreadable = '"[could not be read]"';

/**
 * A value as JSON, or undefined for what JSON leaves out. Never throws: what can't be read, goes in
 * circles or has no end says so in its place.
 */
export function valueText(redactor: Redactor, value: unknown, key: Key): string | undefined {
  switch (typeof value) {
    case "string":
      return key.secret && value !== "" ? redacted : redactor.text(value);
    case "number":
      return key.secret ? redacted : numberText(redactor, value);
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
    case "function":
      return undefined;
    default:
      if (value === null) return "null";
      return key.secret ? redacted : new Walk(redactor).entry(key, value, 0);
  }
}

function numberText(redactor: Redactor, value: number): string {
  // A card number may come as a number, too.
  if (Math.abs(value) > 1e12 && Number.isSafeInteger(value)) {
    const digits = String(value);
    const text = redactor.text(digits);
    return text === `"${digits}"` ? digits : text;
  }
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

interface EntriesHints {
  /** How many there are, where that is known; then those that are cut off are not read. */
  readonly size?: number;
  /** The entry `value` is the value of this name, as in `{ name, value }`. */
  readonly pairOf?: string | undefined;
}

/** Walks through one value. Getters and `toJSON` of the caller's may do anything, even log. */
class Walk {
  readonly #redactor: Redactor;
  readonly #ancestors: object[] = [];
  #nodes = maxNodes;
  #length = maxLength;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** The value of a key. Node's own list of headers has names and values by turns. */
  entry(key: Key, value: unknown, depth: number): string | undefined {
    if (key.text === ',"rawHeaders":' && Array.isArray(value)) return this.#rawHeaders(value);
    return this.value(value, depth);
  }

  value(value: unknown, depth: number): string | undefined {
    switch (typeof value) {
      case "string":
        return this.#text(value);
      case "number":
        return numberText(this.#redactor, value);
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
      case "symbol":
        return this.#text(String(value));
      case "undefined":
      case "function":
        return undefined;
      default:
        return typeof value === "object" && value !== null ? this.#object(value, depth) : "null";
    }
  }

  #object(value: object, depth: number): string {
    if (this.#ancestors.includes(value)) return '"[circular]"';
    if (depth >= maxDepth) return '"[nested too deeply]"';
    if (this.#nodes <= 0 || this.#length <= 0) return '"[too large]"';
    this.#ancestors.push(value);
    try {
      return this.#content(value, depth);
    } catch {
      return unreadable;
    } finally {
      this.#ancestors.pop();
    }
  }

  #content(value: object, depth: number): string {
    if (isError(value)) return this.#entries(errorEntries(value), depth);
    if (types.isDate(value))
      return Number.isNaN(value.getTime()) ? '"Invalid Date"' : this.#text(value.toISOString());
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      return this.#text(`[${value.constructor.name} of ${value.byteLength} bytes]`);
    if (types.isBoxedPrimitive(value)) return this.value(value.valueOf(), depth) ?? "null";
    if (Array.isArray(value)) return this.#list(value, value.length, depth);
    if (types.isSet(value)) return this.#list(value, value.size, depth);
    // By the entries that it really has: an iterator of a caller's may have no end.
    if (types.isMap(value))
      return this.#entries(Map.prototype.entries.call(value), depth, { size: value.size });
    if (value instanceof Headers || value instanceof URLSearchParams)
      return this.#entries(value, depth);
    if ("toJSON" in value && typeof value.toJSON === "function") {
      const json: unknown = value.toJSON();
      if (json !== value) return this.value(json, depth + 1) ?? "null";
    }
    const names = Object.keys(value);
    return this.#entries(readable(value, names), depth, {
      size: names.length,
      pairOf: nameOfPair(value),
    });
  }

  #list(values: Iterable<unknown>, length: number, depth: number): string {
    let text = "";
    let count = 0;
    let before: unknown;
    for (const value of values) {
      if (count === maxEntries || this.#nodes-- <= 0) break;
      count++;
      // A list of two may be a header and its value, a longer one a command with its options.
      const named = typeof before === "string" && (length === 2 || before.startsWith("-"));
      const secret = named && this.#isSecret(before) && hides(value);
      text += `,${secret ? redacted : (this.value(value, depth + 1) ?? "null")}`;
      before = value;
    }
    if (count < length) text += `,"[${length - count} more]"`;
    return `[${text.slice(1)}]`;
  }

  #entries(
    entries: Iterable<[unknown, unknown]>,
    depth: number,
    { size, pairOf }: EntriesHints = {},
  ): string {
    let text = "";
    let count = 0;
    let read = 0;
    let omitted = 0;
    for (const [name, value] of entries) {
      if (omitted > 0 || count === maxEntries || this.#nodes <= 0 || this.#length <= 0) {
        omitted = size === undefined ? omitted + 1 : size - read;
        if (size === undefined) continue;
        break;
      }
      read++;
      this.#nodes--;
      const key = this.#redactor.key(nameText(name));
      const secret =
        key.secret || (pairOf !== undefined && name === "value" && this.#isSecret(pairOf));
      const json = secret && hides(value) ? redacted : this.entry(key, value, depth + 1);
      if (json === undefined) continue;
      count++;
      this.#length -= key.text.length;
      text += key.text + json;
    }
    if (omitted > 0) text += `,"…":"${omitted} more"`;
    return `{${text.slice(1)}}`;
  }

  #rawHeaders(headers: readonly unknown[]): string {
    const texts = headers
      .slice(0, maxEntries)
      .map((each, index) =>
        index % 2 === 1 && this.#isSecret(headers[index - 1])
          ? redacted
          : this.#text(nameText(each)),
      );
    return `[${texts.join(",")}]`;
  }

  #isSecret(name: unknown): boolean {
    return typeof name === "string" && this.#redactor.key(name).secret;
  }

  #text(text: string): string {
    if (this.#length <= 0) return '"[too large]"';
    const json = this.#redactor.text(text);
    this.#length -= json.length;
    return json;
  }
}

/** Whether there is something to hide: that a secret is missing or empty may be told. */
function hides(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && typeof value !== "boolean";
}

/** The own enumerable properties; one whose getter throws says so and costs nothing else. */
function* readable(value: object, names: readonly string[]): Generator<[string, unknown]> {
  for (const name of names) {
    let property: unknown;
    try {
      property = Reflect.get(value, name);
    } catch {
      property = "[could not be read]";
    }
    yield [name, property];
  }
}

/** The name that `{ name, value }` or `{ key, value }` gives: headers, variables and cookies. */
export function nameOfPair(value: object): string | undefined {
  if (!("value" in value)) return undefined;
  for (const property of ["name", "key"]) {
    const name: unknown = Reflect.get(value, property);
    if (typeof name === "string") return name;
  }
  return undefined;
}

function nameText(name: unknown): string {
  if (typeof name === "string") return name;
  if (typeof name === "object" && name !== null) return "[object]";
  return String(name);
}
