import type { Outcome } from "../block-problem.ts";
import type { CodeBlock } from "../code-blocks.ts";
import type { Stage } from "../stage.ts";

/** Treats the blocks of some languages; throws `BlockProblem`. */
export type Rule = (block: CodeBlock, stage: Stage) => Promise<Outcome>;
