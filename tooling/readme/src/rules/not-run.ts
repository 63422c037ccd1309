import { existsSync } from "node:fs";
import { join } from "node:path";
import { BlockProblem } from "../block-problem.ts";
import type { CodeBlock } from "../code-blocks.ts";
import { unknownPackages } from "../install-names.ts";
import { root, rootScripts } from "../repository.ts";
import type { Stage } from "../stage.ts";
import { checkComposeNames, checkKubernetesNames } from "./deployed-names.ts";

/**
 * Of shell code that nothing runs at least this is looked at: its syntax, and whether the scripts, packages and files of
 * this repository exist that it names, and the services and objects of what is deployed.
 */
export async function checkNotRun(block: CodeBlock, stage: Stage): Promise<void> {
  if (block.language !== "sh" && block.language !== "bash") return;
  await stage.write(`line-${block.line}.sh`, block.text);
  const { code, output } = await stage.shell(`bash -n line-${block.line}.sh`);
  if (code !== 0) throw new BlockProblem(`it is no shell code:\n${output.trimEnd()}`);

  const lines = block.text.replace(/\\\n/g, " ").replace(/(?<=^|\s)#.*$/gm, "");
  const scripts = rootScripts();
  const own =
    /\b(?:npm (?:run )?(?=start|test)|npm run |pnpm (?:run )?(?!(?:install|i|add|exec|dlx|publish|pack|run)\b|-))([\w:-]+)/g;
  for (const [, name = ""] of lines.matchAll(own))
    if (!(name in scripts)) throw new BlockProblem(`package.json has no script "${name}"`);
  for (const [, names = ""] of lines.matchAll(/\bnpm (?:install|i) ([^|;&\n]*)/g)) {
    const unknown = unknownPackages(names.trim().split(/\s+/));
    if (unknown.length > 0) throw new BlockProblem(`there is no package ${unknown.join(", ")}`);
  }
  const files = /(?<![\w./@:-])(?:\.\/)?(?:docker|docs|packages|apps|tooling)\/[\w./-]+/g;
  for (const [path] of lines.matchAll(files))
    if (!existsSync(join(root, path))) throw new BlockProblem(`there is no ${path}`);
  checkComposeNames(lines, block.file);
  checkKubernetesNames(lines);
}
