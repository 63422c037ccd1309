import type { Server, Socket } from "node:net";

/** Knows every connection, those that left HTTP too, and takes no more than so many at a time. */
export function countConnections(server: Server, most: number) {
  const open = new Set<Socket>();
  let refused = 0;
  server.maxConnections = most;
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  // Node has closed it already.
  server.on("drop", () => {
    refused += 1;
  });
  return {
    stats: () => ({ connections: open.size, connectionsRefused: refused }),
    cut: () => {
      for (const socket of open) socket.destroy();
    },
  };
}
