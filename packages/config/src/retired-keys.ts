import { assignmentOf } from "./check-layers.ts";
import { isTable, type Table } from "./layers.ts";
import type { Finding } from "./places.ts";
import { narrow, type Shape } from "./schema-shape.ts";
import type { Assignment } from "./variables.ts";

/** Warns of each key that is given though nothing reads it any more, with the schema's reason. */
export function retiredKeys(
  shape: Shape,
  table: Table,
  assignments: readonly Assignment[],
): Finding[] {
  const given = new Map(assignments.map((assignment) => [assignment.path.join("."), assignment]));
  const visit = (at: Shape, value: unknown, path: readonly string[]): Finding[] => {
    const { retired } = at.json;
    if (retired !== undefined && value !== undefined) {
      const source = assignmentOf(path, given)?.source;
      const message = `has no effect: ${retired}`;
      return [{ path, message, ...(source !== undefined && { source }) }];
    }
    if (Array.isArray(value)) {
      const { items } = at;
      return items
        ? value.flatMap((entry, index) => visit(items, entry, [...path, `${index}`]))
        : [];
    }
    if (!isTable(value)) return [];
    const { keys, anyKey } = narrow(at, value);
    return Object.entries(value).flatMap(([key, entry]) => {
      const below = keys.get(key) ?? anyKey;
      return below ? visit(below, entry, [...path, key]) : [];
    });
  };
  return visit(shape, table, []);
}
