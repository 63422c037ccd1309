/** One thing that is wrong with the repository, and the way out. */
export interface Finding {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** A clause without its full stop, as is `remedy`. */
  readonly problem: string;
  readonly remedy: string;
}

/** Writes findings as `path:line: problem. remedy.`, sorted by place. */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .toSorted((a, b) => a.path.localeCompare(b.path, "en") || a.line - b.line)
    .map(({ path, line, problem, remedy }) => `${path}:${line}: ${problem}. ${remedy}.\n`)
    .join("");
}

/** The line, counted from 1, that holds the character at `offset`. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1))
    line += 1;
  return line;
}
