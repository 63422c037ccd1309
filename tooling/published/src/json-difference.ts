import { outputMatches } from "@ettl-tooling/readme";

/**
 * Where JSON differs from what a document shows, or undefined. Times and ids may; a key `…` stands for whatever
 * else there is.
 */
export function jsonDifference(expected: unknown, actual: unknown, key = "$"): string | undefined {
  if (!isObject(expected) || !isObject(actual)) {
    const line = (value: unknown) => `"${key.split(".").at(-1)}": ${JSON.stringify(value)}`;
    return outputMatches(line(expected), line(actual)).ok
      ? undefined
      : `${key} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
  }
  const { "…": more, ...wanted } = expected;
  const surplus = Object.keys(actual).find((name) => !(name in wanted));
  if (surplus !== undefined && more === undefined)
    return `${key}.${surplus} is not in the document`;
  for (const [name, value] of Object.entries(wanted)) {
    const difference = jsonDifference(value, actual[name], `${key}.${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
