/** A text that is not the text format 0.0.4, or says something that can't be. */
export class ExpositionError extends Error {
  override readonly name = "ExpositionError";
  /** Where it is wrong; the first line is 1. */
  readonly line: number;
  /** What is wrong there, and what was expected. */
  readonly problem: string;

  constructor(line: number, problem: string) {
    super(`line ${line}: ${problem}`);
    this.line = line;
    this.problem = problem;
  }
}

/** The error for a place in a text. Lines are counted here, so that good texts need not do it. */
export function errorAt(text: string, at: number, problem: string): ExpositionError {
  let line = 1;
  for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", end + 1))
    line++;
  return new ExpositionError(line, problem);
}

/** A piece of a text for a message: quoted, cut, and what can't be seen escaped. */
export function quoted(piece: string): string {
  const cut = piece.length > 60 ? `${piece.slice(0, 60)}…` : piece;
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
