import { type Logger, pino, symbols } from "pino";
import { nameOfPair, valueText } from "./json-value.ts";
import type { Redactor } from "./redactor.ts";

type Serializers = Readonly<Record<string, ((value: unknown) => unknown) | undefined>>;
type Stringifiers = Readonly<Record<string, ((value: unknown) => string | undefined) | undefined>>;

/**
 * One field as `,"key":value`, or undefined if there is nothing to write. What a child was given
 * to treat it, pino's `serializers` and `redact`, comes first.
 */
export function fieldText(
  logger: Logger,
  redactor: Redactor,
  fields: object,
  name: string,
): string | undefined {
  try {
    const named = redactor.key(name);
    const key =
      name === "value" && isSecretPair(redactor, fields) ? { ...named, secret: true } : named;
    let value: unknown = Reflect.get(fields, name);
    const serialize = (Reflect.get(logger, symbols.serializersSym) as Serializers)[name];
    // Errors are written whole anyway, with their causes.
    if (serialize && serialize !== pino.stdSerializers.err) value = serialize(value);
    const { redact } = logger as { redact?: unknown };
    if (redact !== undefined) value = withoutPaths(logger, name, value);
    const text = valueText(redactor, value, key);
    return text === undefined ? undefined : key.fieldText + text;
  } catch {
    return `${redactor.key(name).fieldText}"[could not be read]"`;
  }
}

function isSecretPair(redactor: Redactor, fields: object): boolean {
  const name = nameOfPair(fields);
  return name !== undefined && redactor.key(name).secret;
}

/** Takes out what the `redact` option of a child names; pino has a function for each first key. */
function withoutPaths(logger: Logger, name: string, value: unknown): unknown {
  const stringifiers: Stringifiers = Reflect.get(logger, symbols.stringifiersSym);
  const stringify =
    stringifiers[name] ?? Reflect.get(stringifiers, Reflect.get(symbols, "wildcardFirstSym"));
  if (typeof stringify !== "function") return value;
  const text: unknown = stringify(value);
  return typeof text === "string" ? JSON.parse(text) : text;
}
