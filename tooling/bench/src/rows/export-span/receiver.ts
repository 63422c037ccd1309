import { fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Received } from "./receiver-program.ts";

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  /** By the first part of the path. */
  received(): Promise<Readonly<Record<string, Received>>>;
}

/** Starts a collector that takes everything, in a process of its own: its work is nobody's. */
export async function startReceiver(texts: readonly string[]): Promise<Receiver> {
  const program = fileURLToPath(new URL("receiver-program.js", import.meta.url));
  const child = fork(program, texts);
  const ended = once(child, "exit");
  const answer = async () => (await once(child, "message"))[0];
  const { port } = (await answer()) as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received() {
      const received = answer();
      child.send("received");
      return received;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
