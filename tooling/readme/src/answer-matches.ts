import { type Comparison, outputMatches } from "./output-matches.ts";

const same: Comparison = { ok: true, difference: "" };

/**
 * Whether a program answers what a document says. Keys and types have to agree, and all texts, and numbers, save
 * what differs from run to run: for a number its key tells, such as `duration_ms`. A key `…` stands for any further keys, an element `…` for any further elements;
 * the order of a list does not matter.
 */
export function answerMatches(expected: unknown, actual: unknown, path = ""): Comparison {
  const at = path === "" ? "the answer" : path;
  if (kindOf(expected) !== kindOf(actual)) return differs(at, expected, actual);
  if (Array.isArray(expected)) return listMatches(expected, actual as unknown[], path);
  if (typeof expected === "object" && expected !== null)
    return objectMatches(expected as Keyed, actual as Keyed, path);
  if (typeof expected === "string")
    return outputMatches(expected, String(actual)).ok ? same : differs(at, expected, actual);
  const line = (value: unknown) => `"${path.split(".").at(-1)}": ${JSON.stringify(value)}`;
  return outputMatches(line(expected), line(actual)).ok ? same : differs(at, expected, actual);
}

type Keyed = Readonly<Record<string, unknown>>;

function objectMatches(expected: Keyed, actual: Keyed, path: string): Comparison {
  for (const [key, value] of Object.entries(expected)) {
    if (key === "…") continue;
    const place = path === "" ? key : `${path}.${key}`;
    if (!(key in actual))
      return { ok: false, difference: `${place} is not there; there are: ${Object.keys(actual)}` };
    const comparison = answerMatches(value, actual[key], place);
    if (!comparison.ok) return comparison;
  }
  const further = Object.keys(actual).filter((key) => !(key in expected));
  if (further.length === 0 || "…" in expected) return same;
  return { ok: false, difference: `${path || "the answer"} has more: ${further.join(", ")}` };
}

function listMatches(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
): Comparison {
  const wanted = expected.filter((value) => value !== "…");
  const isWhole = wanted.length === expected.length;
  if (isWhole ? actual.length !== wanted.length : actual.length < wanted.length)
    return {
      ok: false,
      difference: `${path || "the answer"} has ${actual.length} elements: ${JSON.stringify(actual)}`,
    };
  for (const [index, value] of wanted.entries()) {
    const place = `${path}[${index}]`;
    if (actual.some((one) => answerMatches(value, one, place).ok)) continue;
    return answerMatches(value, actual[index], place);
  }
  return same;
}

const kindOf = (value: unknown) =>
  value === null ? "null" : Array.isArray(value) ? "list" : typeof value;

function differs(at: string, expected: unknown, actual: unknown): Comparison {
  const text = (value: unknown) => JSON.stringify(value) ?? "nothing";
  return { ok: false, difference: `${at}: expected ${text(expected)}, got ${text(actual)}` };
}
