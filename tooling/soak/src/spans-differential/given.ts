import type { ProgramLimits } from "./program.ts";

/** Made anew for each call, so that a side that keeps what it was given is found out. */
export function fresh<T>(value: T): T {
  if (Array.isArray(value)) return value.map(fresh) as T;
  if (typeof value !== "object" || value === null) return value;
  const prototype: object | null = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || Object.hasOwn(prototype ?? {}, "inherited");
  if (!isPlain) return value;
  const copy = Object.create(prototype);
  for (const key of Reflect.ownKeys(value)) copy[key] = fresh(Reflect.get(value, key));
  return copy;
}

/** What a caller may do with its attributes once the call is over. */
export function scribble(attributes: unknown): void {
  if (typeof attributes !== "object" || attributes === null) return;
  // Two numbers are a time, which the SDK keeps as it is.
  if (Array.isArray(attributes)) return;
  const prototype: unknown = Object.getPrototypeOf(attributes);
  if (prototype !== Object.prototype && !("inherited" in attributes)) return;
  for (const key of Object.keys(attributes)) {
    scribbleList(Reflect.get(attributes, key));
    Reflect.set(attributes, key, "scribbled");
  }
  Reflect.set(attributes, "scribbled", true);
}

export function scribbleList(value: unknown): void {
  if (Array.isArray(value)) value.splice(0, value.length, "scribbled");
}

/**
 * The SDK counts attributes of events and links that are null or undefined, which is nothing that
 * can be exported. Where that would show, there are none.
 */
function countable(attributes: unknown, limit: number): unknown {
  if (limit >= 128 || typeof attributes !== "object" || attributes === null) return attributes;
  if (Array.isArray(attributes)) return attributes;
  for (const key of Object.keys(attributes))
    if (Reflect.get(attributes, key) == null) Reflect.deleteProperty(attributes, key);
  return attributes;
}

export const eventAttributes = (attributes: unknown, limits: ProgramLimits) =>
  countable(fresh(attributes), limits.attributesPerEvent);

export const linkAttributes = (attributes: unknown, limits: ProgramLimits) =>
  countable(fresh(attributes), limits.attributesPerLink);
