import { randomUUID } from "node:crypto";

/** An id that a caller gave and that is safe to repeat in a header and a log line, or a new one. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}
