import { type Logger, pino, symbols } from "pino";

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
    let line = `{"timestamp":"${new Date().toISOString()}","level":"${pino.levels.labels[level] ?? level}","message":${JSON.stringify(text)}`;
    const ids = safely(context) ?? {};
    for (const key in ids) {
      const id = ids[key];
      if (id !== undefined) line += `,${JSON.stringify(key)}:${JSON.stringify(id)}`;
    }
    const own = Object.keys(fields).filter((key) => !reserved.has(key) && ids[key] === undefined);
    line += withoutKeys(bindings, [
      ...Object.keys(ids).filter((key) => ids[key] !== undefined),
      ...own,
    ]);
    for (const key of own) {
      const value = safely(() => {
        const field = fields[key];
        const serialize = serializers[key];
        if (serialize) return stringifyField(serialize(field), stringify);
        return stringifyField(
          field instanceof Error ? pino.stdSerializers.err(field) : field,
          stringify,
        );
      }, '"[could not be read]"');
      if (value !== undefined) line += `,${JSON.stringify(key)}:${value}`;
    }
    return `${line}}\n`;
  };
}

/** A child's bindings come as JSON already; only those that name a key again are taken apart. */
function withoutKeys(bindings: string, keys: readonly string[]): string {
  if (bindings === "" || !keys.some((key) => bindings.includes(`,${JSON.stringify(key)}:`)))
    return bindings;
  const kept = Object.entries(JSON.parse(`{${bindings.slice(1)}}`)).filter(
    ([key]) => !keys.includes(key),
  );
  return kept.map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`).join("");
}

function stringifyField(value: unknown, stringify: Stringify): string | undefined {
  switch (typeof value) {
    case "undefined":
    case "function":
      return undefined;
    case "number":
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `"${value}"`;
    default:
      return stringify(value);
  }
}

/** Logging never throws into the program that logs. */
function safely<T>(read: () => T, otherwise?: T): T | undefined {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
