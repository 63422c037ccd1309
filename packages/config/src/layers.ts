/** A plain table of values without a prototype, so that no key of a file can reach one. */
export type Table = Record<string, unknown>;

export function isTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const MAX_DEPTH = 1000;

/** Whether tables and lists nest deeper than what goes through them by recursion can bear. */
export function isTooDeep(table: Table): boolean {
  let level: object[] = [table];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level
      .flatMap((one) => Object.values(one) as unknown[])
      .filter((value): value is object => Array.isArray(value) || isTable(value));
  }
  return false;
}

/** A deep copy whose tables have no prototype; `__proto__` becomes an ordinary (unknown) key. */
export function copyTable(table: Table): Table {
  const copy: Table = Object.create(null);
  for (const [key, entry] of Object.entries(table)) copy[key] = copyValue(entry);
  return copy;
}

function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue);
  return isTable(value) ? copyTable(value) : value;
}

/**
 * Sets a value below the tables that its path names, making those that are missing. Where something
 * other than a table lies on the path it does nothing and returns false.
 */
export function setAt(table: Table, path: readonly string[], value: unknown): boolean {
  let current = table;
  for (const key of path.slice(0, -1)) {
    if (current[key] === undefined) current[key] = Object.create(null);
    const next = current[key];
    if (!isTable(next)) return false;
    current = next;
  }
  const last = path.at(-1);
  if (last !== undefined) current[last] = value;
  return true;
}

/** Sets a value unless the path has one, or something other than a table lies on it. */
export function setDefault(table: Table, path: readonly string[], value: unknown): void {
  let current: unknown = table;
  for (const key of path) {
    if (current !== undefined && !isTable(current)) return;
    current = current?.[key];
  }
  if (current === undefined) setAt(table, path, value);
}

/** Freezes plain tables and lists all the way down; leaves objects with a class of their own alone. */
export function deepFreeze<T>(value: T): T {
  if (Array.isArray(value) || isTable(value)) {
    for (const entry of Object.values(value)) deepFreeze(entry);
    Object.freeze(value);
  }
  return value;
}
