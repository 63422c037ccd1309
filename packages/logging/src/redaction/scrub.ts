import { defaultRedactionKinds, type RedactionKind, redactionKinds } from "./kinds.ts";
import { createScan } from "./scan.ts";
import { needsEscape, suspicion } from "./suspicion.ts";

/** What a scrubber replaces. */
export interface ScrubberOptions {
  /**
   * The kinds to replace; an empty list replaces nothing.
   *
   * @default every kind but `"ip"`
   */
  readonly kinds?: readonly RedactionKind[];
}

/**
 * Makes a function that replaces what must not be shown by `[redacted:<kind>]`.
 *
 * It takes time in proportion to the length of the text, never throws, and leaves a text alone that
 * it has scrubbed before.
 *
 * @throws {TypeError} for a kind that there is none of
 */
export function createScrubber(options: ScrubberOptions = {}): (text: string) => string {
  const scan = scanFor(options);
  return (text) => (suspicion(text) > needsEscape ? scan(text) : text);
}

/** The scrubber without its first question, for who has asked it already. */
export function scanFor({
  kinds = defaultRedactionKinds,
}: ScrubberOptions): (text: string) => string {
  for (const kind of kinds) {
    if (!redactionKinds.includes(kind)) {
      throw new TypeError(`There is no redaction kind "${kind}": ${redactionKinds.join(", ")}`);
    }
  }
  return createScan(kinds);
}
