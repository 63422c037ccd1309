import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/**
 * `hangs`: takes everything and never answers. `deaf`: does not even read. `resets`: cuts the
 * connection once a request comes. `drips`: begins an answer of 200, then a byte of the body now and
 * then, for ever. `babbles`: answers something that is not HTTP.
 */
export type Trouble = "hangs" | "deaf" | "resets" | "drips" | "babbles";

export interface TroubledServer extends AsyncDisposable {
  /** For example `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** Connections that are open now. */
  readonly connections: ReadonlySet<Socket>;
  /** Connections that were ever made. */
  accepted(): number;
  /** Connections over which something came that was read. */
  troubled(): number;
  close(): Promise<void>;
}

const dripEveryMs = 20;

/** A TCP server on a free loopback port that troubles whoever speaks HTTP to it. */
export async function troubledServer(trouble: Trouble): Promise<TroubledServer> {
  const connections = new Set<Socket>();
  let accepted = 0;
  let troubled = 0;
  const server = createServer({ pauseOnConnect: trouble === "deaf" }, (socket) => {
    accepted++;
    connections.add(socket);
    let timer: NodeJS.Timeout | undefined;
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(timer);
      connections.delete(socket);
    });
    if (trouble === "deaf") return;
    socket.once("data", () => {
      troubled++;
      if (trouble === "resets") socket.resetAndDestroy();
      else if (trouble === "babbles") socket.end("220 mail.example ESMTP\r\n");
      else if (trouble === "drips") {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        timer = setInterval(() => socket.write("x"), dripEveryMs);
      }
    });
    // Whoever gives up on it closes; that is to be seen.
    socket.on("end", () => socket.end());
    socket.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const close = async () => {
    if (!server.listening) return;
    server.close();
    for (const socket of connections) socket.destroy();
    await once(server, "close");
  };
  return {
    url: `http://127.0.0.1:${port}`,
    connections,
    accepted: () => accepted,
    troubled: () => troubled,
    close,
    [Symbol.asyncDispose]: close,
  };
}
