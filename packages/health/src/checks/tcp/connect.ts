import { connect as openSocket } from "node:net";

/** Opens a TCP connection and closes it; rejects with the socket's error or the signal's reason. */
export function connect(host: string, port: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = openSocket({ host, port });
    const aborted = () => socket.destroy(asError(signal.reason));
    signal.addEventListener("abort", aborted, { once: true });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
    socket.once("close", () => signal.removeEventListener("abort", aborted));
  });
}

/** What to say of a connection that failed: the system's code, because a message may hold more. */
export function connectionFault(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "the connection failed";
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("aborted");
}
