import { connect } from "node:net";
import { eventually } from "@ettl-tooling/test";

/** A TCP connection that sends bytes as they are, right or wrong. */
export function rawConnection(port: number) {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let isClosed = false;
  socket.setEncoding("latin1").on("data", (more: string) => {
    text += more;
  });
  // How it ended is seen in what came before.
  socket.on("error", () => {});
  const closed = new Promise<string>((resolve) => {
    socket.once("close", () => {
      isClosed = true;
      resolve(text);
    });
  });
  return {
    socket,
    text: () => text,
    isClosed: () => isClosed,
    /** Everything that came, once the server has closed the connection. */
    closed: () => closed,
    received: (pattern: RegExp) =>
      eventually(`${pattern} on a raw connection`, () => pattern.exec(text) ?? undefined),
    [Symbol.dispose]: () => {
      socket.destroy();
    },
  };
}

/** What the server answers until it closes the connection. */
export async function rawExchange(port: number, bytes: string | Buffer): Promise<string> {
  using connection = rawConnection(port);
  connection.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  return await connection.closed();
}

/** The statuses of all answers in what a connection received. */
export const statusesOf = (text: string) =>
  [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
