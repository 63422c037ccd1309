import { errorAt, quoted } from "./exposition-error.ts";
import { metricNameEnd } from "./name-characters.ts";
import { unescaped } from "./sample-line.ts";

/** What the text format 0.0.4 knows; `untyped` is what has no TYPE. */
export type FamilyType = "counter" | "gauge" | "histogram" | "summary" | "untyped";

/** A line that tells about a family. */
export type Announcement =
  | { readonly keyword: "HELP"; readonly name: string; readonly help: string }
  | { readonly keyword: "TYPE"; readonly name: string; readonly type: FamilyType };

const familyTypes: ReadonlySet<string> = new Set<FamilyType>([
  "counter",
  "gauge",
  "histogram",
  "summary",
  "untyped",
]);
const keywordAndName = /^#[ \t]*(HELP|TYPE)[ \t]+([^ \t]+)(?:[ \t]+(.*))?$/s;

/**
 * What a line that begins with `#` says; undefined for one that is a mere comment, also one that
 * stops before it says anything.
 *
 * @throws {ExpositionError} for a bad name, type or escape.
 */
export function announcementAt(text: string, at: number, end: number): Announcement | undefined {
  const [, keyword, name = "", rest] = keywordAndName.exec(text.slice(at, end)) ?? [];
  if (keyword === undefined) return undefined;
  if (metricNameEnd(name, 0) !== name.length)
    throw errorAt(text, at, `expected a metric name after ${keyword}, found ${quoted(name)}`);
  if (rest === undefined || rest === "") return undefined;
  if (keyword === "HELP") {
    if (rest.replace(/\\[\\n"]/g, "").includes("\\"))
      throw errorAt(text, at, "expected no backslash in a help text but in \\\\ and \\n");
    return { keyword, name, help: unescaped(rest) };
  }
  // Prometheus' parser of texts takes any case.
  const type = rest.toLowerCase();
  if (!isFamilyType(type)) {
    const expected = [...familyTypes].join(", ");
    throw errorAt(text, at, `expected a type (${expected}), found ${quoted(rest)}`);
  }
  return { keyword: "TYPE", name, type };
}

function isFamilyType(text: string): text is FamilyType {
  return familyTypes.has(text);
}
