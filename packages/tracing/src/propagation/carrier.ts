import type { ReadableCarrier, WritableCarrier } from "../tracing.ts";

/**
 * All values of a field, whatever the case of its name. Headers that came several times are one
 * value with commas in `Headers`, several of an array elsewhere.
 */
export function readField(carrier: ReadableCarrier, name: string): readonly string[] {
  if (isHeaders(carrier)) {
    const value = carrier.get(name);
    return value === null ? [] : [value];
  }
  let found: readonly string[] = none;
  for (const key of sameNames(carrier, name)) {
    const values = texts(carrier[key]);
    found = found.length === 0 ? values : [...found, ...values];
  }
  return found;
}

/** What a getter of the API gives, as far as it is text. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : none;
}

/** Replaces a field, or takes it away where there is no value. */
export function writeField(
  carrier: WritableCarrier,
  name: string,
  value: string | undefined,
): void {
  if (isHeaders(carrier)) {
    if (value === undefined) carrier.delete(name);
    else carrier.set(name, value);
    return;
  }
  for (const key of sameNames(carrier, name)) if (key !== name) delete carrier[key];
  if (value === undefined) delete carrier[name];
  else carrier[name] = value;
}

/** Headers of any make: undici's own are not those of the runtime. */
function isHeaders(carrier: ReadableCarrier): carrier is Headers {
  return typeof carrier.get === "function" && typeof carrier.set === "function";
}

const none: readonly never[] = [];

/** Most names have another length: no small letters are made of those. */
function sameNames(carrier: object, name: string): readonly string[] {
  let found: string[] | undefined;
  for (const key of Object.keys(carrier)) {
    if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue;
    if (found) found.push(key);
    else found = [key];
  }
  return found ?? none;
}
