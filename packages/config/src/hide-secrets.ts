import { inspect } from "node:util";
import { isTable } from "./layers.ts";

type SecretValues = ReadonlySet<string | number | bigint>;

/**
 * Gives each table and list that holds a secret a printed form without it: `JSON.stringify` and
 * `util.inspect` show `<secret>`. The values themselves stay what they are. Works on what a schema's
 * transforms made, since it goes by the secrets' texts and not by their keys.
 */
export function hideSecrets<T>(value: T, secrets: SecretValues): T {
  if (secrets.size > 0) hideBelow(value, secrets, new Set());
  return value;
}

function hideBelow(value: unknown, secrets: SecretValues, seen: Set<object>): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (Array.isArray(value) || isTable(value)) {
    const entries = Object.values(value);
    if (entries.some((entry) => isSecretText(entry, secrets)))
      printAs(value, () => masked(value, secrets));
    for (const entry of entries) hideBelow(entry, secrets, seen);
  } else if (Object.isExtensible(value) && isSecretText(inspect(value), secrets))
    // An object with a class of its own, such as a URL, prints itself in ways of its own.
    printAs(value, () => "<secret>");
}

function printAs(value: object, form: () => unknown): void {
  const printed = { value: form, enumerable: false };
  Object.defineProperties(value, { toJSON: printed, [inspect.custom]: printed });
}

function masked(value: object, secrets: SecretValues): unknown {
  const mask = (entry: unknown) => (isSecretText(entry, secrets) ? "<secret>" : entry);
  if (Array.isArray(value)) return value.map(mask);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mask(entry)]));
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
