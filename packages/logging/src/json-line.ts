import { type Logger, pino, symbols } from "pino";
import { keyText, quote, timestamp } from "./json-text.ts";

/** Fields that every line gets, for example the ids of the active trace. */
export type LineContext = () => Readonly<Record<string, string | undefined>> | undefined;

// A caller's field must not pass for what the logger itself says.
export const reserved: ReadonlySet<string> = new Set(["timestamp", "level", "message"]);

type Stringify = (value: unknown) => string | undefined;

/**
 * Makes the function that turns one record into one JSON line, in place of pino's own:
 * `timestamp`, `level`, `message`, the context's ids, then child bindings and fields.
 */
export function jsonLine(context: LineContext) {
  return function asJson(
    this: Logger,
    fields: Readonly<Record<string, unknown>>,
    message: string | undefined,
    level: number,
  ): string {
    const bindings: string = Reflect.get(this, symbols.chindingsSym);
    const serializers: Record<string, (value: unknown) => unknown> = Reflect.get(
      this,
      symbols.serializersSym,
    );
    const stringify: Stringify = Reflect.get(this, symbols.stringifySym);

    const text = (this.msgPrefix ?? "") + (message ?? "");
    let line = `{"timestamp":"${timestamp()}","level":"${pino.levels.labels[level] ?? level}","message":${quote(text)}`;
    const ids = safely(context) ?? {};
    let inherited = bindings;
    for (const key in ids) {
      const id = ids[key];
      if (id === undefined) continue;
      line += keyText(key) + quote(id);
      inherited = withoutKey(inherited, key);
    }
    let own = "";
    for (const key of Object.keys(fields)) {
      if (reserved.has(key) || ids[key] !== undefined) continue;
      const value = fieldText(fields, key, serializers, stringify);
      if (value === undefined) continue;
      own += keyText(key) + value;
      inherited = withoutKey(inherited, key);
    }
    return `${line}${inherited}${own}}\n`;
  };
}

/** A child's bindings come as JSON already; they are taken apart only if they name the key again. */
function withoutKey(bindings: string, key: string): string {
  if (bindings === "" || !bindings.includes(keyText(key))) return bindings;
  const kept = Object.entries(JSON.parse(`{${bindings.slice(1)}}`)).filter(
    ([name]) => name !== key,
  );
  return kept.map(([name, value]) => keyText(name) + JSON.stringify(value)).join("");
}

/** Logging never throws into the program that logs: a field that can't be read says so. */
function fieldText(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  serializers: Readonly<Record<string, (value: unknown) => unknown>>,
  stringify: Stringify,
): string | undefined {
  try {
    const field = fields[key];
    const serialize = serializers[key];
    if (serialize) return stringifyField(serialize(field), stringify);
    return stringifyField(
      field instanceof Error ? pino.stdSerializers.err(field) : field,
      stringify,
    );
  } catch {
    return '"[could not be read]"';
  }
}

function stringifyField(value: unknown, stringify: Stringify): string | undefined {
  switch (typeof value) {
    case "undefined":
    case "function":
      return undefined;
    case "number":
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case "string":
      return quote(value);
    case "bigint":
      return `"${value}"`;
    default:
      return stringify(value);
  }
}

function safely(context: LineContext): ReturnType<LineContext> {
  try {
    return context();
  } catch {
    return undefined;
  }
}
