import { inspect } from "node:util";
import { isTable } from "./layers.ts";

type SecretValues = ReadonlySet<string | number | bigint>;

/**
 * Gives each table and list that holds a secret a printed form without it: `JSON.stringify` and
 * `util.inspect` show `<secret>`. The values themselves stay what they are. Works on what a schema's
 * transforms made, since it goes by the secrets' texts and not by their keys.
 */
export function hideSecrets<T>(value: T, secrets: SecretValues): T {
  if (secrets.size > 0) hideBelow(value, secrets, new Map());
  return value;
}

/** Returns whether the value still shows a secret, which what holds it must then hide. */
function hideBelow(value: unknown, secrets: SecretValues, seen: Map<object, boolean>): boolean {
  if (typeof value !== "object" || value === null) return isSecretText(value, secrets);
  const known = seen.get(value);
  if (known !== undefined) return known;
  seen.set(value, false);
  let form: (() => unknown) | undefined;
  if (Array.isArray(value) || isTable(value)) {
    const shown = Object.entries(value).filter(([, entry]) => hideBelow(entry, secrets, seen));
    const keys = new Set(shown.map(([key]) => key));
    if (keys.size > 0) form = () => masked(value, keys);
  }
  // An object with a class of its own, such as a URL, prints itself in ways of its own.
  else if (isSecretText(inspect(value, { depth: 10 }), secrets)) form = () => "<secret>";
  if (form === undefined) return false;
  if (Object.isExtensible(value)) printAs(value, form);
  else seen.set(value, true);
  return seen.get(value) === true;
}

function printAs(value: object, form: () => unknown): void {
  for (const name of ["toJSON", inspect.custom])
    if (!Object.hasOwn(value, name)) Object.defineProperty(value, name, { value: form });
}

/** What a frozen object of the schema's own showed is masked as a whole. */
function masked(value: object, keys: ReadonlySet<string>): unknown {
  const mask = ([key, entry]: [string, unknown]) => [key, keys.has(key) ? "<secret>" : entry];
  const entries = Object.entries(value).map(mask);
  return Array.isArray(value)
    ? entries.map(([, entry]) => entry)
    : Object.fromEntries(entries as [string, unknown][]);
}

/** A short secret is only found where it stands alone; else it would be found everywhere. */
function isSecretText(value: unknown, secrets: SecretValues): boolean {
  if (typeof value === "number" || typeof value === "bigint") return secrets.has(value);
  if (typeof value !== "string" || value === "") return false;
  if (secrets.has(value)) return true;
  for (const secret of secrets)
    if (String(secret).length > 3 && value.includes(String(secret))) return true;
  return false;
}
