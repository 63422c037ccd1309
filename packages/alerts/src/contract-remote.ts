import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The server a channel under test talks to. */
export interface Remote {
  /** Its address on this machine; path and query hold a secret. */
  readonly url: string;
}

/** The server itself. */
export interface ContractRemote extends Remote {
  /** Each request as text: line, headers and body. */
  readonly requests: readonly string[];
  /** Resolves once a request arrived. */
  requested(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a free loopback port and answers every request alike, never, or by cutting the line. */
export async function contractRemote({
  status,
  headers,
  secret,
}: {
  readonly status: number | "never" | "cut";
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
}): Promise<ContractRemote> {
  const requests: string[] = [];
  let arrived: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const head = `${request.method} ${request.url}\n${request.rawHeaders.join("\n")}`;
      requests.push(`${head}\n${Buffer.concat(chunks).toString()}`);
      arrived();
      if (status === "cut") request.socket.destroy();
      else if (status !== "never") response.writeHead(status, headers).end("ok");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${secret}?token=${secret}`,
    requests,
    requested: () => first,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
