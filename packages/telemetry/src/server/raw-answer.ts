import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Time for the client to read an answer after which the connection is cut. */
const lingerMs = 500;

const answered = new WeakSet<Duplex>();

/**
 * Answers JSON on a socket that HTTP has no response for, and closes it. What the client still
 * sends is read and thrown away for a moment: a connection that is cut at once may lose the answer.
 */
export function answerAndClose(
  socket: Duplex,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (answered.has(socket)) return;
  answered.add(socket);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify({ error: errorOf(status) });
  const all = {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(cut));
}

/** A status in the words that errors have in JSON. */
export function errorOf(status: number): string {
  return (STATUS_CODES[status] ?? "error").toLowerCase();
}
