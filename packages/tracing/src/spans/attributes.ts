import { type Attributes, type AttributeValue, diag } from "@opentelemetry/api";

/**
 * The value as a span keeps it: texts cut to `length`, lists copied. Undefined for what
 * OpenTelemetry has no attribute for: objects, functions, symbols, mixed lists.
 */
export function keptValue(value: unknown, length: number): AttributeValue | undefined {
  if (typeof value === "string") return value.length <= length ? value : cut(value, length);
  if (typeof value === "number" || typeof value === "boolean") return value;
  return Array.isArray(value) ? keptList(value, length) : undefined;
}

/** The first `limit` attributes that can be kept, and how many more there were. */
export function keptAttributes(attributes: Attributes | undefined, limit: number, length: number) {
  const kept: Attributes = {};
  let count = 0;
  let dropped = 0;
  if (typeof attributes === "object" && attributes !== null)
    for (const key in attributes) {
      if (key === "" || !Object.hasOwn(attributes, key)) continue;
      const value = attributes[key];
      const keep = keptValue(value, length);
      if (keep === undefined && value !== undefined && value !== null) refused(key);
      else if (count >= limit) dropped++;
      else {
        setOwn(kept, key, keep);
        count++;
      }
    }
  return { kept, count, dropped };
}

/** A plain assignment, but for the one key where that would be something else. */
export function setOwn(attributes: Attributes, key: string, value: AttributeValue | undefined) {
  if (key === "__proto__")
    Object.defineProperty(attributes, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  else attributes[key] = value;
}

export function refused(key: string): void {
  diag.warn(`the value of the attribute "${key}" is neither text, number, boolean nor a list`);
}

function keptList(list: readonly unknown[], length: number): AttributeValue | undefined {
  let type: string | undefined;
  for (const element of list) {
    if (element === null || element === undefined) continue;
    type ??= typeof element;
    if (typeof element !== type) return undefined;
  }
  if (type === "string")
    return list.map((text) =>
      typeof text === "string" && text.length > length ? cut(text, length) : (text as string),
    );
  if (type === undefined || type === "number" || type === "boolean")
    return list.slice() as AttributeValue;
  return undefined;
}

/** Never within a character of two units: its half would be no character at all. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
