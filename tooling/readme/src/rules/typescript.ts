import { join } from "node:path";
import { BlockProblem } from "../block-problem.ts";
import { root } from "../repository.ts";
import type { Rule } from "./rule.ts";
import { runBlock } from "./run.ts";

const compiler = join(root, "node_modules/typescript/bin/tsc");
const options =
  "--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck --target es2022 --lib es2023 --module nodenext --types node";

/** Checks its types as strictly as our own, then runs what the compiler makes of it. */
export const typescript: Rule = async (block, stage) => {
  const name = `line-${block.line}`;
  await stage.write(`${name}.mts`, await stage.addresses.toActual(block.text));
  const args = [compiler, ...options.split(" "), "--typeRoots", join(root, "node_modules/@types")];
  const { code, output } = await stage.run(process.execPath, [...args, `${name}.mts`]);
  if (code !== 0) throw new BlockProblem(`its types are wrong:\n${output.trimEnd()}`);
  await runBlock(block, stage, process.execPath, [`${name}.mjs`]);
  return "run";
};
