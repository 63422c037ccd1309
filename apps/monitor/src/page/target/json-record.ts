/** An object of another program's JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value, where it is an object; undefined: it is none. */
export function recordOf(value: unknown): JsonRecord | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : undefined;
}

/** The objects of a list; what is no list has none. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map(recordOf).filter((one) => one !== undefined);
}

/**
 * Milliseconds since 1970 of what is written as a time; NaN: it is none. What is no text is not made
 * one, for objects of other programs may throw at that.
 */
export function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

/** What a table has under this name itself, whatever the name is: `constructor` is of no table. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
  return typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The value, where it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
