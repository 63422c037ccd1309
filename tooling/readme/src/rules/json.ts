import { answerMatches } from "../answer-matches.ts";
import { BlockProblem } from "../block-problem.ts";
import { directive } from "../directives.ts";
import type { Rule } from "./rule.ts";
import { compare, text } from "./text.ts";

/** An answer is compared as data; other JSON with what the block before it printed, if one did. */
export const json: Rule = async (block, stage) => {
  const expected = parsed(block.text, "it is");
  if (directive(block, "output of")) {
    await compare(block, stage, (output) =>
      answerMatches(expected, parsed(output, "the answer is")),
    );
    return "compared";
  }
  if (!stage.printed) return "checked";
  return text(block, stage);
};

function parsed(source: string, what: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BlockProblem(`${what} no JSON: ${reason}\n${source.trimEnd()}`);
  }
}
