import { existsSync } from "node:fs";
import { join } from "node:path";
import { BlockProblem } from "../block-problem.ts";
import type { CodeBlock } from "../code-blocks.ts";
import { root } from "../repository.ts";

/** Every folder of a drawn tree has to be there; a text two spaces behind the names says what it is. */
export function checkTree(block: CodeBlock, base: string): void {
  let above: { indent: number; path: string }[] = [{ indent: -1, path: join(root, base) }];
  for (const line of block.text.split("\n").filter((text) => text.trim() !== "")) {
    const indent = line.length - line.trimStart().length;
    const names = line.trim().split(/ {2,}/)[0]?.split(" ") ?? [];
    above = above.filter((folder) => folder.indent < indent);
    const parent = above.at(-1)?.path ?? root;
    for (const name of names) {
      const path = join(parent, name);
      if (!existsSync(path))
        throw new BlockProblem(`there is no ${name} in ${parent.slice(root.length) || "the root"}`);
      above.push({ indent, path });
    }
  }
}
