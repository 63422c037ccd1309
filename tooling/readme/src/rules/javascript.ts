import type { Rule } from "./rule.ts";
import { runBlock } from "./run.ts";

/** Runs it as a module of its own. */
export const javascript: Rule = async (block, stage) => {
  const file = `line-${block.line}.mjs`;
  await stage.write(file, await stage.addresses.toActual(block.text));
  await runBlock(block, stage, process.execPath, [file]);
  return "run";
};
