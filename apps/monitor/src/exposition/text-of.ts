import { ExpositionError } from "./exposition-error.ts";

// A byte order mark is no part of a name: it stays, and is refused there.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The characters of an exposition; a string is taken as it is.
 *
 * @throws {ExpositionError} Bytes are no UTF-8.
 */
export function textOf(exposition: string | Uint8Array): string {
  if (typeof exposition === "string") return exposition;
  try {
    return decoder.decode(exposition);
  } catch {
    throw new ExpositionError(lineThatIsNoText(exposition), "expected UTF-8");
  }
}

function lineThatIsNoText(bytes: Uint8Array): number {
  for (let line = 1, start = 0; ; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end === -1 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end === -1) return line;
    start = end + 1;
  }
}
