/** Label values by label name; a label that is left out is not written. */
export type Labels<T extends string = string> = Readonly<
  Partial<Record<T, string | number | undefined>>
>;

/** The label value of the one series that takes what has no room of its own. */
export const OVERFLOW = "__overflow__";

/** A label's value as part of a series' identity: 200 and "200" are the same; undefined is absent. */
export function labelKey(value: unknown): string | undefined {
  return typeof value === "string" || value === undefined ? value : `${value}`;
}

/** The value of a label that may be absent: `constructor` is no label of `{}`. Labels may be inherited. */
export function ownLabel(labels: Labels, name: string): unknown {
  const value: unknown = labels[name];
  const isText = typeof value === "string" || typeof value === "number";
  return isText || Object.hasOwn(labels, name) ? value : undefined;
}

/**
 * A copy that the caller can't change any more, with its values as text where they are not numbers
 * or the like already.
 *
 * @throws what a getter or `toString` of the caller's throws.
 */
export function copyLabels(labels: Labels): Labels {
  const copy: Record<string, string | number | undefined> = { ...labels };
  for (const name in labels) {
    // What is inherited is not spread.
    if (!Object.hasOwn(copy, name)) copy[name] = labels[name as keyof Labels];
    const value: unknown = copy[name];
    // A bigint can't be sent as JSON, an object could change or write quotes of its own.
    if (typeof value === "object" || typeof value === "bigint" || typeof value === "function")
      copy[name] = `${value}`;
    else if (typeof value === "symbol") throw new TypeError("a symbol is no label value");
  }
  return copy;
}
