import { BlockProblem } from "../block-problem.ts";
import type { CodeBlock } from "../code-blocks.ts";
import type { ProgramEnd, Stage } from "../stage.ts";

/** Asked for once. */
const lists = new Map<string, Promise<ProgramEnd>>();

/**
 * Figures of a long run, `figures of: pnpm soak pii`, are no other machine's. That there is such a run, and
 * that it says of itself what stands above them, `--list` tells.
 */
export async function checkFigures(block: CodeBlock, stage: Stage, command: string): Promise<void> {
  const words = command.split(/\s+/);
  const program = words.slice(0, 2).join(" ");
  const list = lists.get(program) ?? stage.shell(`${program} --list`);
  lists.set(program, list);
  const { code, output } = await list;
  if (code !== 0) throw new BlockProblem(`no list of runs:\n${output.trimEnd()}`);
  const titles = output.split("\n");
  for (const name of words.slice(2))
    if (!titles.some((title) => title.startsWith(`${name}: `)))
      throw new BlockProblem(`there is no run "${name}"`);
  for (const line of block.text.split("\n").filter((text) => /^[a-z][a-z\d-]*: /.test(text)))
    if (!titles.some((title) => title.startsWith(line)))
      throw new BlockProblem(`no run says of itself ${JSON.stringify(line)}`);
}
