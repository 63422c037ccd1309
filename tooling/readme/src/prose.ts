import { readFileSync } from "node:fs";
import type { Finding } from "./block-problem.ts";
import { unknownPackages } from "./install-names.ts";

/** Lines that say `npm install` in a sentence or a table: such packages have to exist. */
export function checkProse(file: string): Finding[] {
  const found: Finding[] = [];
  for (const [index, line] of readFileSync(file, "utf8").split("\n").entries())
    for (const [, names = ""] of line.matchAll(/`npm install ([^`]+)`/g)) {
      const unknown = unknownPackages(names.split(/\s+/));
      if (unknown.length > 0)
        found.push({
          line: index + 1,
          outcome: "checked",
          problem: `neither a package of this repository nor a peer of one: ${unknown.join(", ")}`,
        });
    }
  return found;
}
