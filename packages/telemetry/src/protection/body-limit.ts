/** A body that is longer than it may be, noticed while it was read. */
export class BodyTooLargeError extends Error {
  override readonly name = "BodyTooLargeError";
}

/**
 * Whether `Content-Length` alone tells that a body is too large. Nothing of it is read then.
 */
export function isTooLong(request: Request, maxBytes: number): boolean {
  return Number(request.headers.get("content-length") ?? 0) > maxBytes;
}

/**
 * A request whose body, of a length that was not told, fails to be read once it is too long. One
 * that told its length is given back as it is: Node reads no more of it than that.
 */
export function withCountedBody(request: Request, maxBytes: number): Request {
  if (request.headers.get("transfer-encoding") === null || request.body === null) return request;
  let bytes = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes <= maxBytes) controller.enqueue(chunk);
        else controller.error(new BodyTooLargeError(`expected at most ${maxBytes} bytes`));
      },
    }),
  );
  return new Request(request, { body: counted, duplex: "half" } as RequestInit);
}
