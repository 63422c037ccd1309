import { maxLogBytes, textOf } from "./run-log.ts";

/** The end of a request's body as text, read in pieces that are dropped as more come. */
export async function endOfBody(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!body) return "";
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.length;
    for (let first = pieces[0]; first && bytes - first.length >= maxLogBytes; first = pieces[0]) {
      bytes -= first.length;
      pieces.shift();
    }
  }
  return textOf(Buffer.concat(pieces));
}
