import { parser } from "@prometheus-io/lezer-promql";
import { BlockProblem } from "../block-problem.ts";
import type { Rule } from "./rule.ts";

/** Parses each expression; an empty line stands between two. */
export const promql: Rule = async (block) => {
  for (const expression of block.text.split(/\n\s*\n/).filter((one) => one.trim() !== "")) {
    parser.parse(expression).iterate({
      enter({ type, from, to }) {
        if (!type.isError) return;
        const at = expression.slice(from, Math.max(to, from + 20)).split("\n")[0];
        throw new BlockProblem(`it is no PromQL, at ${JSON.stringify(at)}: ${expression.trim()}`);
      },
    });
  }
  return "checked";
};
