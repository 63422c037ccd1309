import { truncate } from "./truncate.ts";

const maxDepth = 6;
const maxValues = 500;
const maxCharacters = 16_384;

/**
 * Makes a frozen copy of what a caller attached that JSON can always write: circular references,
 * BigInt, functions and throwing getters become a word, what is too large is cut.
 */
export function cleanMetadata(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  let values = 0;
  let characters = 0;
  const ancestors = new Set<object>();

  const text = (given: string): string => {
    const cut = truncate(given, Math.max(16, maxCharacters - characters));
    characters += cut.length;
    return cut;
  };

  const clean = (given: unknown): unknown => {
    switch (typeof given) {
      case "string":
        return text(given);
      case "number":
        return Number.isFinite(given) ? given : String(given);
      case "bigint":
        return text(String(given));
      case "boolean":
        return given;
      case "object":
        return given === null ? null : cleanObject(given);
      default:
        return given === undefined ? undefined : `[${typeof given}]`;
    }
  };

  const cleanObject = (given: object): unknown => {
    if (ancestors.has(given)) return "[circular]";
    if (ancestors.size >= maxDepth) return "[too deep]";
    if (ArrayBuffer.isView(given)) return `[binary, ${given.byteLength} bytes]`;
    ancestors.add(given);
    try {
      if (given instanceof Error)
        return Object.freeze({ name: text(given.name), message: text(given.message) });
      if ("toJSON" in given && typeof given.toJSON === "function") return clean(given.toJSON());
      return Array.isArray(given) ? cleanArray(given) : cleanRecord(given);
    } catch {
      return "[unreadable]";
    } finally {
      ancestors.delete(given);
    }
  };

  const spent = () => values >= maxValues || characters >= maxCharacters;

  const cleanArray = (given: readonly unknown[]): readonly unknown[] => {
    const copy: unknown[] = [];
    for (const item of given) {
      if (spent()) {
        copy.push("[truncated]");
        break;
      }
      values += 1;
      copy.push(clean(item) ?? null);
    }
    return Object.freeze(copy);
  };

  const cleanRecord = (given: object): Readonly<Record<string, unknown>> => {
    const entries: [string, unknown][] = [];
    for (const name of Object.keys(given)) {
      if (spent()) {
        entries.push(["truncated", true]);
        break;
      }
      values += 1;
      const copy = clean(readable(given, name));
      if (copy !== undefined) entries.push([text(name), copy]);
    }
    return Object.freeze(Object.fromEntries(entries));
  };

  const cleaned = clean(value);
  if (typeof cleaned !== "object" || cleaned === null) return Object.freeze({ value: cleaned });
  return Array.isArray(cleaned)
    ? Object.freeze({ values: cleaned })
    : (cleaned as Readonly<Record<string, unknown>>);
}

function readable(given: object, name: string): unknown {
  try {
    return Reflect.get(given, name);
  } catch {
    return "[unreadable]";
  }
}
