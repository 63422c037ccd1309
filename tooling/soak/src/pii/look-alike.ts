import { info, type PiiCase } from "./pii-case.ts";
import { places } from "./positions.ts";

/**
 * A sentence, in which « » mark what must stay (all of it if nothing is marked), or fields, all of
 * whose values must stay.
 */
export type Harmless = string | Readonly<Record<string, unknown>>;

/** Turns lines that hold nothing to hide, by position, into cases. */
export function lookAlike(
  kind: string,
  entries: Readonly<Record<string, readonly Harmless[]>>,
  options: { readonly asksForIp?: boolean } = {},
): PiiCase[] {
  return Object.entries(entries).flatMap(([position, list]) =>
    list.map((entry, index): PiiCase => {
      const title = typeof entry === "string" ? entry : JSON.stringify(entry);
      const name = `${kind} by hand ${index + 1} in ${position}: ${title.slice(0, 40)}`;
      if (typeof entry !== "string")
        return {
          kind,
          position,
          name,
          keep: leaves(entry),
          log: info(entry, "step.done"),
          ...options,
        };
      const sentence = entry.replace(/[«»]/g, "");
      const marked = [...entry.matchAll(/«([^»]+)»/g)].map(([, part = ""]) => part);
      const log = places[position]?.({ sentence, text: sentence, key: "note" });
      if (!log) throw new RangeError(`there is no position ${position}`);
      return {
        kind,
        position,
        name,
        keep: marked.length > 0 ? marked : [sentence],
        log,
        ...options,
      };
    }),
  );
}

/** `key=value` for each value that is no object. */
function leaves(fields: object): string[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? leaves(value) : [`${key}=${value}`],
  );
}
