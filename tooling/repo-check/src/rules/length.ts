import type { Finding } from "../finding.ts";
import type { Repository } from "../repository.ts";

const mostLines = 300;

/** A source file that is not a test stays short enough to be read in one go. */
export function length({ workspaces }: Repository): Finding[] {
  return workspaces
    .flatMap(({ sources }) => sources.filter(({ isTest }) => !isTest))
    .flatMap(({ path, text }) => {
      const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
      if (lines <= mostLines) return [];
      return [
        {
          path,
          line: mostLines + 1,
          problem: `${lines} lines, more than ${mostLines}`,
          remedy: "Split it by concept",
        },
      ];
    });
}
