/**
 * `incomplete`: Trakt announced other rows than came. `dropped`: far fewer than at the last export.
 * `unwritable`: the file could not be written.
 */
export type ExportErrorCode = "incomplete" | "dropped" | "unwritable";

/** An export that published nothing, for a reason of its own; those of Trakt are `TraktError`s. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly code: ExportErrorCode;
  /** Whether it may succeed later by itself. */
  readonly retryable: boolean;

  constructor(message: string, { code, cause }: { code: ExportErrorCode; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = code === "incomplete";
  }
}
