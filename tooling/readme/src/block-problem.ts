/** A block that is not as its document says; the message is for whoever wrote the document. */
export class BlockProblem extends Error {
  override readonly name = "BlockProblem";
}

export type Outcome = "run" | "compared" | "checked" | "drawn" | "not run";

/** What became of a block. */
export interface Finding {
  /** Of the block, in its file. */
  readonly line: number;
  readonly outcome: Outcome;
  /** Why it is not run, as the document says. */
  readonly reason?: string;
  /** What is wrong with it. */
  readonly problem?: string;
}
