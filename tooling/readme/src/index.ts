export { type CodeBlock, codeBlocks, type Directive } from "./code-blocks.ts";
export { type Comparison, outputMatches } from "./output-matches.ts";
