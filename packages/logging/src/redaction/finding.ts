import { codeAt } from "./characters.ts";
import type { RedactionKind } from "./kinds.ts";

/** A part of a text that must not be shown. */
export interface Finding {
  readonly start: number;
  /** The index after its last character. */
  readonly end: number;
  readonly kind: RedactionKind;
}

/** Looks at one place of a text, where a word begins, for what it knows. */
export type Recogniser = (text: string, start: number) => Finding | undefined;

/** What every placeholder begins with. */
export const placeholderStart = "[redacted:";

/** Whether a placeholder begins at an index: what stands there was replaced before. */
export function isPlaceholderAt(text: string, index: number): boolean {
  return codeAt(text, index) === 0x5b && text.startsWith(placeholderStart, index);
}
