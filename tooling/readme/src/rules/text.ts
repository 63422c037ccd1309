import { setTimeout as delay } from "node:timers/promises";
import { BlockProblem } from "../block-problem.ts";
import type { CodeBlock } from "../code-blocks.ts";
import { directive } from "../directives.ts";
import { type Comparison, linesAreAmong, outputMatches } from "../output-matches.ts";
import type { Stage } from "../stage.ts";
import { checkFigures } from "./figures.ts";
import type { Rule } from "./rule.ts";
import { checkEnd } from "./run.ts";
import { checkTree } from "./tree.ts";

/** In place of a command: what is shown is a part of what the block before it printed. */
const before = "the block before";

/** Compares it with what a command prints, or else with what the block before it printed. */
export const text: Rule = async (block, stage) => {
  const tree = directive(block, "tree");
  if (tree) {
    checkTree(block, tree.value);
    return "checked";
  }
  const figures = directive(block, "figures of");
  if (figures) {
    await checkFigures(block, stage, figures.value);
    return "checked";
  }
  const lines = directive(block, "lines of");
  await compare(block, stage, (output) =>
    lines ? linesAreAmong(block.text, output) : outputMatches(block.text, output),
  );
  return "compared";
};

/** Compares the output that belongs to a block; asks again while something runs that may still change it. */
export async function compare(
  block: CodeBlock,
  stage: Stage,
  comparison: (output: string) => Comparison,
): Promise<void> {
  const command = directive(block, "output of") ?? directive(block, "lines of");
  const read =
    command && command.value !== before ? () => outputOf(block, stage, command) : stage.printed;
  if (!read)
    throw new BlockProblem(
      "nothing before it prints this: name what does by <!-- output of: COMMAND -->, or say why it can't be compared by <!-- not run: why -->",
    );
  const end = performance.now() + 15_000;
  for (;;) {
    const output = await read();
    const { ok, difference } = comparison(output);
    if (ok) return;
    if (!stage.isLive() || performance.now() > end)
      throw new BlockProblem(`${difference}\nall that was printed:\n${output.trimEnd()}`);
    await delay(200);
  }
}

async function outputOf(
  block: CodeBlock,
  stage: Stage,
  { value, text: more }: { value: string; text: string },
): Promise<string> {
  const end = await stage.shell(await stage.addresses.toActual(`${value}\n${more}`));
  checkEnd(block, end);
  return end.output;
}
