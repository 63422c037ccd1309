import { isTable } from "./layers.ts";
import { entryOf, holdsSecret, narrow, type Shape } from "./schema-shape.ts";
import { tomlText } from "./toml-text.ts";
import { withoutPasswords, withoutUserinfo } from "./url-passwords.ts";

/** Where an effective value came from. */
export type ConfigOrigin =
  | { readonly kind: "default" }
  /** The `defaults` that the program passed in. */
  | { readonly kind: "program" }
  | {
      readonly kind: "file";
      readonly file: string;
      /** Counted from 1; the first place of the file where the place is not known. */
      readonly line: number;
      /** Counted from 1. */
      readonly column: number;
    }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "flag" };

/** One effective value. */
export interface ConfigSetting {
  /** Its path, such as `monitoring.metrics_port` or `health.http.0.url`. */
  readonly key: string;
  /** As TOML writes it; `<secret>` for a secret. */
  readonly value: string;
  readonly secret: boolean;
  readonly origin: ConfigOrigin;
}

type Path = readonly string[];

/**
 * Every value that holds, in the order of the schema: those of the table, and the schema's defaults
 * where the table has none. Keys that the schema doesn't know are not values that hold.
 */
export function effectiveSettings(
  shape: Shape,
  table: unknown,
  originOf: (path: Path) => ConfigOrigin,
): ConfigSetting[] {
  const settings: ConfigSetting[] = [];
  const origin = (path: Path, given: boolean): ConfigOrigin =>
    given ? originOf(path) : { kind: "default" };

  const visit = (at: Shape, path: Path, value: unknown, given: boolean, inSecret: boolean) => {
    const chosen = narrow(at, value);
    const secret = inSecret || chosen.secret || at.secret;
    const hasKeys = chosen.keys.size > 0 || chosen.anyKey !== undefined;
    if (isTable(value) && hasKeys) visitTable(chosen, path, value, given, secret);
    else if (Array.isArray(value) && value.length > 0 && value.every(isTable) && chosen.items)
      for (const [index, entry] of value.entries())
        visit(chosen.items, [...path, String(index)], entry, given, secret);
    else if (value !== undefined) {
      // An empty list of tables that could hold a secret holds none.
      const isEmpty = Array.isArray(value) && value.length === 0;
      const masked = secret || (holdsSecret(chosen) && !isEmpty);
      const text = masked ? "<secret>" : tomlText(withoutPasswords(value));
      settings.push({
        key: withoutUserinfo(path.join(".")),
        value: text,
        secret: masked,
        origin: origin(path, given),
      });
    }
  };
  const visitTable = (at: Shape, path: Path, table: object, given: boolean, secret: boolean) => {
    const names = Object.keys(table).filter((key) => at.anyKey && !at.keys.has(key));
    for (const key of [...at.keys.keys(), ...names]) {
      const below = at.keys.get(key) ?? at.anyKey;
      const value = entryOf(table, key);
      if (below === undefined || below.json.retired !== undefined) continue;
      if (value === undefined) visit(below, [...path, key], below.json.default, false, secret);
      else visit(below, [...path, key], value, given, secret);
    }
  };
  visit(shape, [], table, true, false);
  return settings;
}
