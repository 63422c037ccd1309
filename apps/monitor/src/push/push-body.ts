import { promisify } from "node:util";
import { gunzip } from "node:zlib";

/** A body that is not taken, with the status that says so. */
export class RefusedBody extends Error {
  override readonly name = "RefusedBody";
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

const decompress = promisify(gunzip);

/**
 * The text that a request pushes, of any type but those that are certainly none: clients and
 * scripts name all kinds, or no type.
 *
 * @throws {RefusedBody} for protobuf, OpenMetrics and encodings other than gzip, and for a body that
 *   is too long, compressed or not. No more than twice `maxBytes` is ever held.
 */
export async function pushBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const { headers } = request;
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/vnd.google.protobuf" || type === "application/openmetrics-text")
    throw new RefusedBody(
      415,
      `expected the Prometheus text format, content-type text/plain; version=0.0.4, found ${type}`,
    );
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip")
    throw new RefusedBody(415, "expected content-encoding gzip, or none");
  if (Number(headers.get("content-length") ?? 0) > maxBytes) throw tooLong(maxBytes);
  const body = await bytesOf(request, maxBytes);
  return encoding === "gzip" ? unpacked(body, maxBytes) : body;
}

async function bytesOf({ body }: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLong(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Off the event loop, and no further than the limit, whatever the body would grow to. */
async function unpacked(body: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await decompress(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLong(maxBytes, "unpacked");
    throw new RefusedBody(400, "expected a body in gzip, as content-encoding says");
  }
}

function tooLong(maxBytes: number, what = "of the body"): RefusedBody {
  return new RefusedBody(413, `expected at most ${maxBytes} bytes ${what}`);
}
