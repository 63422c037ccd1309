import { createServer } from "node:http";

/** What arrived from one side, told by the first part of its paths. */
export interface Received {
  bytes: number;
  /** How often each text occurs in the bodies; only where texts were asked for. */
  readonly texts: Record<string, number>;
  /** Distinct places of spans. */
  spans: number;
}

// Texts stand as they are in protobuf and in Thrift, so that no decoder has to be trusted.
const texts = process.argv.slice(2);
const received: Record<string, Received> = {};
const places: Record<string, Set<string>> = {};

const server = createServer((request, response) => {
  const side = request.url?.split("/")[1] ?? "";
  received[side] ??= { bytes: 0, texts: {}, spans: 0 };
  const entry = received[side];
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => {
    entry.bytes += chunk.length;
    if (texts.length > 0) chunks.push(chunk);
  });
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("latin1");
    for (const text of texts)
      entry.texts[text] = (entry.texts[text] ?? 0) + body.split(text).length - 1;
    places[side] ??= new Set();
    for (const [place] of body.matchAll(/page-\d{6};/g)) places[side].add(place);
    entry.spans = places[side].size;
    response.writeHead(200).end();
  });
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.on("message", () => process.send?.(received));
process.on("disconnect", () => process.exit(0));
