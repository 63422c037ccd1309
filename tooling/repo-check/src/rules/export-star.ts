import { type Finding, lineAt } from "../finding.ts";
import { maskCode } from "../mask-code.ts";
import type { Repository } from "../repository.ts";

/** What a file exports is a list of names that a reader can review. */
export function exportStar({ workspaces }: Repository): Finding[] {
  return workspaces.flatMap(({ sources }) =>
    sources.flatMap(({ path, text }) =>
      [
        ...maskCode(text, { strings: true }).matchAll(
          /(?<![\w$.#])export\s*(?:type\s*)?\*(?=\s*(?:as\b|from\b))/g,
        ),
      ].map((match) => ({
        path,
        line: lineAt(text, match.index),
        problem: "`export *` hides what is exported",
        remedy: "List the names",
      })),
    ),
  );
}
