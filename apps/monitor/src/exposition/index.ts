export type { FamilyType } from "./comment-line.ts";
export { ExpositionError } from "./exposition-error.ts";
export { type ExpositionFamily, type ParseOptions, parseExposition } from "./parse-exposition.ts";
export type { ExpositionSample, Label } from "./sample-line.ts";
export { type SampleScanner, sampleScanner } from "./sample-scanner.ts";
