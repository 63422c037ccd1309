/** Largest body that is read, in bytes. */
const maxBodyBytes = 1024 * 1024;

/** A body that is not taken, with the status that says so. */
export class RefusedBody extends Error {
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a request's JSON, at most a mebibyte of it.
 *
 * @throws {RefusedBody} for another content type, which also keeps forms of other sites out, for a
 *   body that is too large, and for one that is no JSON.
 */
export async function jsonBody(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new RefusedBody(415, "expected content-type application/json");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new RefusedBody(413, `expected at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new RefusedBody(400, "expected JSON");
  }
}
