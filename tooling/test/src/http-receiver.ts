import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate.ts";
import { eventually } from "./eventually.ts";

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Decides the answer to one request; may return nothing after answering by itself, or never. */
export type Answer = (
  request: ReceivedRequest,
  response: ServerResponse,
) =>
  | undefined
  | undefined
  | number
  | { status: number; headers?: Record<string, string>; body?: string | Buffer };

export interface HttpReceiver extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Resolves with the first `count` requests that match, once there are as many. */
  received(
    count: number,
    matches?: (request: ReceivedRequest) => boolean,
  ): Promise<ReceivedRequest[]>;
  close(): Promise<void>;
}

export interface HttpReceiverOptions {
  /** Speaks TLS with it, and wants a client certificate where `ca` is given. */
  readonly tls?: Certificate & { readonly ca?: string; readonly requestCert?: boolean };
}

/** A real HTTP server on a free loopback port that records what it receives. Answers 200 unless told otherwise. */
export async function httpReceiver(
  answer: Answer = () => 200,
  { tls }: HttpReceiverOptions = {},
): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  const receive: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("error", () => {});
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        headers: incoming.headers,
        body: Buffer.concat(chunks),
      };
      requests.push(request);
      const result = answer(request, response);
      if (result === undefined) return;
      const {
        status,
        headers = {},
        body = "",
      } = typeof result === "number" ? { status: result } : result;
      response.writeHead(status, headers).end(body);
    });
  };
  const server: Server = tls ? createTlsServer(tls, receive) : createServer(receive);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const close = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    received: (count, matches = () => true) =>
      eventually(`${count} requests received`, () => {
        const found = requests.filter(matches);
        return found.length >= count ? found.slice(0, count) : undefined;
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
