import type { EndReason, LiveClient } from "./live-client.ts";
import { type ClientKind, encoded, type LiveMessage } from "./message.ts";

/** What became of clients, and what was sent to them. */
export interface AudienceStats {
  /** Connected now, by kind. */
  readonly clients: Readonly<Record<ClientKind, number>>;
  /** Messages handed to clients, each client counted. */
  readonly sent: number;
  /** Their bytes, as on the wire. */
  readonly sentBytes: number;
  /** Clients that the feed parted with. */
  readonly dropped: Readonly<Record<EndReason, number>>;
}

/** The clients that listen, and those that were told to go. */
export interface Audience {
  /** Connections, those included that were told to go. */
  readonly connections: number;
  readonly listening: number;
  add(client: LiveClient, opening: readonly LiveMessage[]): void;
  /** Sends to one client, if it still listens. */
  send(client: LiveClient, messages: readonly LiveMessage[]): void;
  /** Sends to all, those over WebSocket a ping before it if asked for; who has too much unsent is dropped. */
  sendAll(messages: readonly LiveMessage[], options?: { readonly ping?: Buffer }): void;
  /** Drops those whose verdict is against them. */
  judge(): void;
  drop(client: LiveClient, reason: EndReason): void;
  /** Its connection is no more. */
  remove(client: LiveClient): void;
  /** Says goodbye to all, and resolves when they are gone, cut after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
  stats(): AudienceStats;
}

/** What a client that was told to go has to leave, in milliseconds. */
const goodbyeMs = 2_000;

/** Hands the same bytes to every client; none waits for another. */
export function createAudience({
  maxBufferedBytes,
}: {
  readonly maxBufferedBytes: number;
}): Audience {
  const clients = new Set<LiveClient>();
  const leaving = new Map<LiveClient, NodeJS.Timeout>();
  const dropped: Record<EndReason, number> = {
    slow: 0,
    unresponsive: 0,
    flood: 0,
    protocol: 0,
    unauthorized: 0,
    closing: 0,
  };
  let sent = 0;
  let sentBytes = 0;
  let allGone = () => {};

  function write(client: LiveClient, bytes: Buffer, messages: number): void {
    client.send(bytes);
    sent += messages;
    sentBytes += bytes.length;
  }

  function drop(client: LiveClient, reason: EndReason): void {
    if (!clients.delete(client)) return;
    dropped[reason] += 1;
    leaving.set(
      client,
      setTimeout(() => client.cut(), goodbyeMs),
    );
    client.end(reason);
  }

  return {
    get connections() {
      return clients.size + leaving.size;
    },
    get listening() {
      return clients.size;
    },
    add(client, opening) {
      clients.add(client);
      write(client, encoded(opening, client.kind), opening.length);
    },
    send(client, messages) {
      if (clients.has(client)) write(client, encoded(messages, client.kind), messages.length);
    },
    sendAll(messages, { ping } = {}) {
      const bytes: Partial<Record<ClientKind, Buffer>> = {};
      for (const client of clients) {
        if (client.unsentBytes() > maxBufferedBytes) {
          drop(client, "slow");
          continue;
        }
        const { kind } = client;
        bytes[kind] ??=
          ping && kind === "websocket"
            ? Buffer.concat([ping, encoded(messages, kind)])
            : encoded(messages, kind);
        write(client, bytes[kind], messages.length);
      }
    },
    judge() {
      for (const client of clients) {
        const verdict = client.verdict();
        if (verdict) drop(client, verdict);
      }
    },
    drop,
    remove(client) {
      clearTimeout(leaving.get(client));
      leaving.delete(client);
      clients.delete(client);
      if (clients.size + leaving.size === 0) allGone();
    },
    async close(timeoutMs) {
      const gone = new Promise<void>((resolve) => {
        allGone = resolve;
      });
      for (const client of clients) drop(client, "closing");
      if (leaving.size === 0) return;
      const deadline = setTimeout(() => {
        for (const client of leaving.keys()) client.cut();
      }, timeoutMs);
      await gone;
      clearTimeout(deadline);
    },
    stats() {
      const connected = { websocket: 0, sse: 0 };
      for (const { kind } of clients) connected[kind] += 1;
      return { clients: connected, sent, sentBytes, dropped: { ...dropped } };
    },
  };
}
