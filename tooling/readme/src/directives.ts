import { BlockProblem } from "./block-problem.ts";
import type { CodeBlock, Directive } from "./code-blocks.ts";

/** What may stand before a block; CONTRIBUTING.md has the same list. */
const known = [
  "with",
  "env",
  "file",
  "for",
  "exits",
  "serves",
  "output of",
  "lines of",
  "figures of",
  "tree",
  "drawing",
  "not run",
] as const;

export type DirectiveName = (typeof known)[number];

export function directivesOf(block: CodeBlock, name: DirectiveName): readonly Directive[] {
  return block.directives.filter((directive) => directive.name === name);
}

export function directive(block: CodeBlock, name: DirectiveName): Directive | undefined {
  return directivesOf(block, name)[0];
}

/** The comments whose name means nothing: a slip would else leave a block unchecked. */
export function checkDirectives(block: CodeBlock): void {
  const unknown = block.directives.find(({ name }) => !known.some((one) => one === name));
  if (unknown)
    throw new BlockProblem(
      `the comment "${unknown.name}" in line ${unknown.line} means nothing; known are: ${known.join(", ")}`,
    );
}
