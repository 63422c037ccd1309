export { defaultRedactionKinds, type RedactionKind, redactionKinds } from "./kinds.ts";
export { createScrubber, type ScrubberOptions } from "./scrub.ts";
export { createSecretKeys } from "./secret-key.ts";
