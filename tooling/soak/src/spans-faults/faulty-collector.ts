import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { spanName } from "./task.ts";

/** What is wrong with a collector. `recovering`: three times 503, then it is well. */
export const faults = [
  "none",
  "recovering",
  "slow",
  "hung",
  "resetting",
  "429",
  "500",
  "503",
  "dead",
] as const;
export type Fault = (typeof faults)[number];

export interface FaultyCollector {
  readonly url: string;
  /** Spans in requests that it answered with 200. */
  taken(): number;
  close(): Promise<void>;
}

const slowMs = 500;

export async function faultyCollector(fault: Fault): Promise<FaultyCollector> {
  let taken = 0;
  let answers = 0;
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (fault === "resetting") request.socket.resetAndDestroy();
    });
    request.on("end", () => {
      const take = () => {
        if (response.destroyed) return;
        taken += countOf(Buffer.concat(chunks));
        response.writeHead(200).end();
      };
      if (fault === "none") take();
      else if (fault === "slow") timers.add(setTimeout(take, slowMs));
      else if (fault === "recovering" && answers++ >= 3) take();
      else if (fault !== "hung" && fault !== "resetting") refuse(response, fault);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const timer of timers) clearTimeout(timer);
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  // Nobody listens there any more.
  if (fault === "dead") await close();
  return { url: `http://127.0.0.1:${port}`, taken: () => taken, close };
}

function refuse(response: ServerResponse, fault: Fault): void {
  response.writeHead(fault === "recovering" ? 503 : Number(fault)).end();
}

function countOf(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(spanName); at >= 0; at = body.indexOf(spanName, at + 1)) count++;
  return count;
}
