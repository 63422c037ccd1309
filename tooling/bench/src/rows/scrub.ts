import { createScrubber } from "@ettl/logging/redaction";
import type { Case, OpenRow, Row, Verdict } from "../row.ts";
import { cleanLines, dirtyLines, type Line } from "./scrub/samples.ts";

/** One way to look through a line. */
interface Side {
  readonly name: string;
  readonly role: Case["role"];
  /** What it looks at: the values before there is a line, or the finished line. */
  readonly textsOf: (line: Line) => readonly string[];
  readonly scrub: (text: string) => string;
}

// What one writes first: a pattern per kind.
const patterns = [
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /\b(?:\d[ -]?){12,18}\d\b/g,
  /\bBearer\s+[\w.~+/=-]+|\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /:\/\/[^\s:@/"]+:[^\s@/"]+@/g,
];

function fourPatterns(text: string): string {
  for (const pattern of patterns) text = text.replace(pattern, "[redacted]");
  return text;
}

const ours = createScrubber();
const values = (line: Line) => line.values;
const finished = ({ text }: Line) => [text];

const sides: readonly Side[] = [
  // As a logger gets them, before there is a line.
  { name: "ours, each value", role: "ours", textsOf: values, scrub: ours },
  { name: "ours, finished line", role: "peer", textsOf: finished, scrub: ours },
  { name: "four patterns, finished line", role: "peer", textsOf: finished, scrub: fourPatterns },
  { name: "four patterns, each value", role: "peer", textsOf: values, scrub: fourPatterns },
];

/** What it costs to find that a line holds nothing to hide, as nearly all lines do. */
export const scrub: Row = {
  name: "scrub",
  work: "look through a clean line, 6 texts of 3 to 36 letters, for secrets and personal data",
  goals: [{ peer: "four patterns, finished line", atMost: 0.1 }, { atMostNs: 300 }],
  check,
  open,
};

async function check(): Promise<Verdict> {
  const differences = sides.flatMap(({ name, textsOf, scrub }) => {
    const altered = cleanLines.flatMap((line) =>
      textsOf(line)
        .filter((text) => scrub(text) !== text)
        .map((text) => `${name}: makes of the clean ${text}\n    ${scrub(text)}`),
    );
    const missed = dirtyLines
      .map((line) => ({ ...line, left: textsOf(line).map(scrub).join(" ") }))
      .filter(({ left, secret }) => left.includes(secret))
      .map(({ kind, left }) => `${name}: leaves the ${kind} in ${left}`);
    return [...altered.slice(0, 1), ...missed];
  });
  const summary = `each finds the same ${dirtyLines.length} secrets and alters none of ${cleanLines.length} clean lines`;
  return { summary, differences };
}

async function open(): Promise<OpenRow> {
  const cases = sides.map(({ name, role, textsOf, scrub }): Case => {
    const lines = cleanLines.map(textsOf);
    return {
      name,
      role,
      async run(iterations) {
        let length = 0;
        for (let left = iterations; left > 0; left--)
          for (const text of lines[left % lines.length] ?? []) length += scrub(text).length;
        // Looked at, so that the work can't be left out.
        if (length === 0) throw new Error("scrubbed lines are empty");
      },
    };
  });
  return { cases, async [Symbol.asyncDispose]() {} };
}
