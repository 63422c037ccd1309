const expected = "expected key=value pairs with commas between them, percent-encoded";

/**
 * Reads the pairs of `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_EXPORTER_OTLP_HEADERS`. Nothing of it
 * counts when a part is broken: so says the specification.
 *
 * @throws {Error} Something in it is no pair, or not percent-encoded.
 */
export function readPairs(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(",").filter((pair) => pair.trim() !== "");
  return new Map(
    pairs.map((pair) => {
      const [, key, value] = /^\s*([^=]*[^=\s])\s*=(.*)$/s.exec(pair) ?? [];
      if (key === undefined || value === undefined) throw new Error(expected);
      return [decoded(key), decoded(value.trim())];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(expected);
  }
}
