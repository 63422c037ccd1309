import type { Finding } from "../finding.ts";
import type { Repository } from "../repository.ts";

const vague = /^(?:utils?|helpers?|common|types|misc|(?:.*-)?managers?)$/;

/** A file or folder is named after the concept it holds, never after being left over. */
export function names({ workspaces }: Repository): Finding[] {
  return workspaces.flatMap(({ folder, sources }) =>
    sources.flatMap(({ path }) =>
      path
        .slice(folder.length + 1)
        .split("/")
        .map((segment) => segment.split(".")[0] ?? "")
        .filter((name) => vague.test(name))
        .map((name) => ({
          path,
          line: 1,
          problem: `"${name}" says nothing about what is inside`,
          remedy:
            "Name it after the one concept it holds, or move its parts to where they are used",
        })),
    ),
  );
}
