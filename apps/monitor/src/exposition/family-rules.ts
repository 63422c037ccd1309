import type { FamilyType } from "./comment-line.ts";
import { quoted } from "./exposition-error.ts";
import type { ExpositionSample } from "./sample-line.ts";
import { sampleValue } from "./sample-value.ts";

/** What a line is to its family; `value` is all there is to a counter, gauge or untyped one. */
export type SampleRole = "value" | "bucket" | "quantile" | "sum" | "count";

/** What a sample of a family of this name and type is to it; undefined: it belongs to another. */
export function roleOf(
  sampleName: string,
  familyName: string,
  type: FamilyType,
): SampleRole | undefined {
  if (type !== "histogram" && type !== "summary")
    return sampleName === familyName ? "value" : undefined;
  switch (sampleName.slice(familyName.length)) {
    case "_sum":
      return "sum";
    case "_count":
      return "count";
    case "_bucket":
      return type === "histogram" ? "bucket" : undefined;
    // Of a histogram, it is none of its parts, which `roleProblem` tells.
    case "":
      return type === "summary" ? "quantile" : "value";
    default:
      return undefined;
  }
}

/** The name without the suffix that samples of histograms and summaries have, if it has one. */
export function baseName(name: string): string | undefined {
  for (const suffix of ["_sum", "_count", "_bucket"])
    if (name.length > suffix.length && name.endsWith(suffix)) return name.slice(0, -suffix.length);
  return undefined;
}

/** The label that tells the parts of a histogram or a summary apart. */
export function partLabel(type: FamilyType): "le" | "quantile" | undefined {
  if (type === "histogram") return "le";
  return type === "summary" ? "quantile" : undefined;
}

/** What is wrong with a sample in its family; undefined: nothing. */
export function roleProblem(
  { name, labels, value }: ExpositionSample,
  type: FamilyType,
  role: SampleRole,
): string | undefined {
  const part = partLabel(type);
  if (part === undefined) return undefined;
  if (role === "value") return `expected ${name}_bucket, ${name}_sum or ${name}_count`;
  const label = labels.find((each) => each.name === part);
  if (role === "sum" || role === "count") {
    if (label !== undefined) return `expected no label "${part}" at ${name} of a ${type}`;
  } else if (label === undefined) return `expected a label "${part}" at ${name} of a ${type}`;
  else if (sampleValue(label.value, 0, label.value.length) === undefined)
    return `expected a number as "${part}", found ${quoted(label.value)}`;
  if (role !== "sum" && role !== "quantile" && value < 0)
    return `expected ${name} to be no less than 0, as it counts`;
  return undefined;
}
