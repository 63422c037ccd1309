import { types } from "node:util";

/** An error, one of another realm too. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/**
 * What an error says, as entries: its type, message and stack, then its own properties, its cause
 * and the errors that it gathers.
 */
export function* errorEntries(error: object): Generator<[string, unknown]> {
  const name = read(error, "name");
  yield ["type", name && name !== "Error" ? name : read(error, "constructor", "name")];
  yield ["message", read(error, "message")];
  yield ["stack", read(error, "stack")];
  for (const key of Object.keys(error)) if (!told.has(key)) yield [key, read(error, key)];
  // `cause` and `errors` are no enumerable properties where the constructor set them.
  for (const key of ["cause", "errors"])
    if (Object.hasOwn(error, key)) yield [key, read(error, key)];
}

const told: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);

function read(from: object, ...path: readonly string[]): unknown {
  try {
    let value: unknown = from;
    for (const key of path) value = Reflect.get(Object(value), key);
    return value;
  } catch {
    return "[could not be read]";
  }
}
