import { BlockProblem } from "../block-problem.ts";
import type { CodeBlock } from "../code-blocks.ts";
import { directive } from "../directives.ts";
import type { ProgramEnd, Stage } from "../stage.ts";

/** Runs a block to its end, or lets it serve where a comment says so. */
export async function runBlock(
  block: CodeBlock,
  stage: Stage,
  command: string,
  args: readonly string[],
): Promise<void> {
  const serves = directive(block, "serves");
  if (serves) {
    const ports: number[] = [];
    for (const port of serves.value.split(/\s+/))
      ports.push(await stage.addresses.port(Number(port)));
    stage.variables.MONITORING_PORT = String(ports[0]);
    try {
      await stage.serve(command, args, ports);
    } finally {
      delete stage.variables.MONITORING_PORT;
    }
    return;
  }
  checkEnd(block, await stage.run(command, args), 0);
}

/** An exit code that nobody announced is a problem. */
export function checkEnd(block: CodeBlock, { code, output }: ProgramEnd, otherwise?: number): void {
  const told = directive(block, "exits");
  const expected = told ? Number(told.value) : otherwise;
  if (expected === undefined || code === expected) return;
  throw new BlockProblem(`it ended with ${code}, not with ${expected}:\n${output.trimEnd()}`);
}
