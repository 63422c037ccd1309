import { withoutVolatileParts } from "./volatile.ts";

export interface Comparison {
  readonly ok: boolean;
  /** For people: the first line that differs, as expected and as printed; empty when `ok`. */
  readonly difference: string;
}

/**
 * Whether a program printed what a document says. Times, ids, durations below an hour, ports that the system
 * chose and versions are the same on both sides; so are spaces that only align. `…` in an expected line stands for any text, and a line of
 * nothing else for any number of lines.
 */
export function outputMatches(expected: string, actual: string): Comparison {
  const wanted = linesOf(expected);
  const printed = linesOf(actual);
  const segments = wanted
    .join("\n")
    .split(/^\s*…\s*$/m)
    .map((segment, index, all) => segmentLines(segment, index > 0, index < all.length - 1));

  let from = 0;
  let wantedLine = 0;
  for (const [index, segment] of segments.entries()) {
    const isFirst = index === 0;
    const isLast = index === segments.length - 1;
    // The first stands at the beginning and the last at the end, all others wherever they come first.
    const latest = Math.max(from, printed.length - segment.length);
    const begin = isLast && !isFirst && segment.length > 0 ? latest : from;
    const end = isFirst ? begin : latest;

    let found = -1;
    let best = { line: begin, matched: 0 };
    for (let start = begin; start <= end && found === -1; start += 1) {
      const matched = matchedLines(segment, printed, start);
      if (matched === segment.length) found = start;
      else if (matched > best.matched) best = { line: start, matched };
    }
    if (found === -1)
      return differs(segment[best.matched], printed[best.line + best.matched], {
        line: wantedLine + best.matched + 1,
        anywhere: !isFirst && best.matched === 0,
      });
    from = found + segment.length;
    wantedLine += segment.length + 1;
  }
  const endsOpen = segments.length > 1 && segments.at(-1)?.length === 0;
  if (!endsOpen && from < printed.length)
    return differs(undefined, printed[from], { line: wantedLine, anywhere: false });
  return { ok: true, difference: "" };
}

/** Whether each expected line was printed, in this order, whatever stands between. */
export function linesAreAmong(expected: string, actual: string): Comparison {
  const printed = linesOf(actual);
  for (const [index, line] of linesOf(expected).entries()) {
    const found = printed.findIndex((one) => lineMatches(line, one));
    if (found === -1) return differs(line, undefined, { line: index + 1, anywhere: true });
    printed.splice(0, found + 1);
  }
  return { ok: true, difference: "" };
}

function differs(
  wanted: string | undefined,
  printed: string | undefined,
  { line, anywhere }: { line: number; anywhere: boolean },
): Comparison {
  const expected = wanted === undefined ? "nothing more" : JSON.stringify(wanted);
  const got = printed === undefined ? "nothing more" : JSON.stringify(printed);
  if (!anywhere)
    return { ok: false, difference: `line ${line}: expected ${expected}, printed ${got}` };
  const instead = printed === undefined ? "" : `; instead ${got}`;
  return { ok: false, difference: `line ${line}: ${expected} was not printed${instead}` };
}

function matchedLines(segment: readonly string[], printed: readonly string[], start: number) {
  let count = 0;
  while (count < segment.length) {
    const line = printed[start + count];
    if (line === undefined || !lineMatches(segment[count] ?? "", line)) break;
    count += 1;
  }
  return count;
}

function lineMatches(wanted: string, printed: string): boolean {
  const expected = withoutVolatileParts(wanted);
  const actual = withoutVolatileParts(printed);
  if (expected === actual) return true;
  if (!expected.includes("…")) return false;
  const pattern = expected.split("…").map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "su").test(actual);
}

function segmentLines(segment: string, afterCut: boolean, beforeCut: boolean): string[] {
  const lines = segment.split("\n");
  if (afterCut) lines.shift();
  if (beforeCut) lines.pop();
  return lines.length === 1 && lines[0] === "" ? [] : lines;
}

function linesOf(text: string): string[] {
  const trimmed = text.replace(/^(?:[^\S\n]*\r?\n)+/, "").trimEnd();
  return trimmed === "" ? [] : trimmed.split(/\r?\n/);
}
