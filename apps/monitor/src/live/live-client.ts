import type { ClientKind } from "./message.ts";

/**
 * Why the feed parts with a client:
 * - `slow`: it left more unsent than the limit
 * - `unresponsive`: it answered no ping, twice
 * - `flood`: it sent too many messages
 * - `protocol`: it sent what WebSocket forbids, or too much at once
 * - `unauthorized`: what let it in holds no longer
 * - `closing`: the server stops
 */
export type EndReason = "slow" | "unresponsive" | "flood" | "protocol" | "unauthorized" | "closing";

/** What the feed needs of a connection. Nothing here waits. */
export interface LiveClient {
  readonly kind: ClientKind;
  /** Bytes that the system has not taken yet. */
  unsentBytes(): number;
  /** Writes bytes that it may not change: other clients get the same. */
  send(bytes: Buffer): void;
  /** Asked before each heartbeat: why to part with it, if there is a reason. */
  verdict(): "unresponsive" | "unauthorized" | undefined;
  /** Says goodbye as far as the protocol can. */
  end(reason: EndReason): void;
  /** Destroys the connection. */
  cut(): void;
}
