import { once } from "node:events";
import type { Server } from "node:net";

/**
 * Listens, or says why that is not possible.
 *
 * @throws {Error} The port is taken or may not be used; the message says which and what to do.
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(listenProblem(error, host, port), { cause: error });
  }
  const bound = server.address();
  return typeof bound === "object" && bound ? bound.port : port;
}

function listenProblem(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const place = `${host}:${port}`;
  if (code === "EADDRINUSE")
    return `${place} is taken by another program. Stop it, or choose another port`;
  if (code === "EACCES") return `${place} may not be used by this user. Choose a port above 1023`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return `${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all`;
  return `can't listen on ${place}: ${code ?? "unknown error"}`;
}
