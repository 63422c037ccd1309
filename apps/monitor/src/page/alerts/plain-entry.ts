import { timeOf } from "../target/json-record.ts";

/** An alert, delivery or silence as the API has it, maybe of another process and version. */
export type PlainEntry = Readonly<Record<string, unknown>>;

/** The objects of a list; none where it is none. */
export function listOf(value: unknown): readonly PlainEntry[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
}

/** A text of an entry, empty where it has none of that name. */
export function textOf(entry: PlainEntry | undefined, name: string): string {
  const value = entry?.[name];
  return typeof value === "string" ? value : "";
}

/** A number of an entry, under either name: programs write both `snake_case` and `camelCase`. */
export function numberOf(entry: PlainEntry, name: string): number | undefined {
  const value = entry[name] ?? entry[camelCase(name)];
  return typeof value === "number" ? value : undefined;
}

/** A moment of an entry, in milliseconds since 1970. */
export function momentOf(entry: PlainEntry, name: string): number | undefined {
  const ms = timeOf(entry[name] ?? entry[camelCase(name)]);
  return Number.isNaN(ms) ? undefined : ms;
}

const camelCase = (name: string) =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
