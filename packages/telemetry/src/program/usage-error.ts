/** What a program was called with that it does not understand; exit code 2, with the usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
