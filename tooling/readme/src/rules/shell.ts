import type { Rule } from "./rule.ts";
import { runBlock } from "./run.ts";

/** Runs it in bash; the first command that fails ends it. */
export const shell: Rule = async (block, stage) => {
  const code = await stage.addresses.toActual(block.text);
  await runBlock(block, stage, "bash", ["-e", "-o", "pipefail", "-c", code]);
  return "run";
};
