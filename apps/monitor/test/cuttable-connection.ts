import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut, or go silent as a pulled cable does. */
export async function cuttableConnection(targetPort: () => number) {
  const sockets = new Set<Socket>();
  let mode: "open" | "cut" | "silent" = "open";
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    if (mode === "cut") socket.destroy();
    if (mode !== "open") return;
    const target = connect(targetPort(), "127.0.0.1");
    target.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("close", () => target.destroy());
    for (const [from, to] of [
      [socket, target],
      [target, socket],
    ] as const)
      from.on("data", (bytes) => {
        if (mode === "open") to.write(bytes);
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      mode = "cut";
      end();
    },
    /** Everything stays open and nothing comes. */
    silence() {
      mode = "silent";
    },
    /** What was silent is gone, and whoever connects anew gets through. */
    restore() {
      mode = "open";
      end();
    },
    async close() {
      server.close();
      end();
      await once(server, "close");
    },
  };
}
