export { answerMatches } from "./answer-matches.ts";
export { type CodeBlock, codeBlocks, type Directive } from "./code-blocks.ts";
export { documents } from "./documents.ts";
export { type Comparison, outputMatches } from "./output-matches.ts";
