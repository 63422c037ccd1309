import { isTable } from "./layers.ts";
import { narrow, type Shape } from "./schema-shape.ts";

/** Every text and number of a table that the schema marks as a secret. */
export function secretValues(shape: Shape, table: unknown): ReadonlySet<string | number | bigint> {
  const found = new Set<string | number | bigint>();
  const visit = (union: Shape | undefined, value: unknown, inSecret: boolean) => {
    const at = union && narrow(union, value);
    const secret = inSecret || at?.secret === true;
    if (Array.isArray(value)) for (const entry of value) visit(at?.items, entry, secret);
    else if (isTable(value))
      for (const [key, entry] of Object.entries(value))
        visit(at?.keys.get(key) ?? at?.anyKey, entry, secret);
    else if (
      secret &&
      (typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    ) {
      found.add(value);
      if (typeof value === "string") found.add(value.trim());
    }
  };
  visit(shape, table, false);
  found.delete("");
  return found;
}
