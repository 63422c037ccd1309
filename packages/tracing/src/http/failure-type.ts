/**
 * The `error.type` of a call without an answer: the code of its cause, such as ECONNREFUSED, for
 * "fetch failed" says nothing; else the error's name.
 */
export function failureType(error: unknown): string {
  if (!(error instanceof Error)) return "_OTHER";
  return codeOf(error.cause) ?? codeOf(error) ?? (error.name || "_OTHER");
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && code !== "" ? code : undefined;
}
