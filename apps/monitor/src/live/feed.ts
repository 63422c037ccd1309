import { randomBytes } from "node:crypto";
import { type AudienceStats, createAudience } from "./audience.ts";
import { createHistory } from "./history.ts";
import type { EndReason, LiveClient } from "./live-client.ts";
import { type LiveMessage, liveMessage, pingFrame, ticksMessage } from "./message.ts";
import { createTicks } from "./ticks.ts";

/** Options of `createFeed`. */
export interface FeedOptions {
  /** Events that a client which comes back can catch up on. @default 1000 */
  readonly historySize?: number;
  /** What those may take together. @default 524288 */
  readonly historyBytes?: number;
  /** Clients at a time, of both kinds together. @default 1200 */
  readonly maxClients?: number;
  /** Unsent bytes beyond which a client is dropped at the next message. @default 1048576 */
  readonly maxBufferedBytes?: number;
  /** @default 15000 */
  readonly heartbeatMs?: number;
  /** Between two messages of ticks. @default 1000 */
  readonly ticksMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Why a client was not let in. */
export type RefusalReason = "origin" | "unauthorized" | "full";

/** What the feed has done so far. */
export interface FeedStats extends AudienceStats {
  /** Events published, whether somebody listened or not. */
  readonly events: number;
  readonly refused: Readonly<Record<RefusalReason, number>>;
  /** Clients that came back and got what they had missed. */
  readonly resumed: number;
  /** Clients that came back too late for that. */
  readonly resets: number;
  readonly historyEvents: number;
  readonly historyBytes: number;
}

/** What happens in the monitor, told to clients as it happens. */
export interface Feed {
  /**
   * Tells every client, in this turn of the event loop or the next.
   *
   * @throws {TypeError} `type` is none of a feed, or `data` can't be written as JSON.
   */
  publish(type: string, data: unknown): void;
  /**
   * Tells every client within a second, unless the same type and key come again until then. Can be
   * missed: nobody catches up on it.
   *
   * @throws {TypeError} `type` is none of a feed, or `data` can't be written as JSON.
   */
  publishTick(type: string, key: string, data: unknown): void;
  /** Whether as many are connected as may be, or the feed is closed. */
  isFull(): boolean;
  /** Counts a client that was not let in. */
  refuse(reason: RefusalReason): void;
  /** Greets a client and keeps it informed; with the id of an earlier event, from there on. */
  connect(client: LiveClient, lastId: string | undefined): void;
  /** Sends a heartbeat to one client, which asked for it. */
  answer(client: LiveClient): void;
  /** Parts with a client, and cuts it where it does not go. */
  drop(client: LiveClient, reason: EndReason): void;
  /** Its connection is no more. */
  disconnected(client: LiveClient): void;
  stats(): FeedStats;
  /** Says goodbye to all and resolves when they are gone, cut after `timeoutMs`. @default 1000 */
  close(timeoutMs?: number): Promise<void>;
}

const typeShape = /^[a-z][a-z0-9_.-]{0,63}$/;
// Those of the feed itself, and those that EventSource has for itself.
const reserved = ["hello", "reset", "heartbeat", "ticks", "error", "open", "message"];

/** A feed without clients; `liveRoutes` and `liveUpgrade` bring them. */
export function createFeed({
  historySize = 1_000,
  historyBytes = 2 ** 19,
  maxClients = 1_200,
  maxBufferedBytes = 2 ** 20,
  heartbeatMs = 15_000,
  ticksMs = 1_000,
  now = Date.now,
}: FeedOptions = {}): Feed {
  // An id of a former process is none of this one.
  const epoch = randomBytes(6).toString("hex");
  const history = createHistory({ maxEvents: historySize, maxBytes: historyBytes });
  const ticks = createTicks();
  const audience = createAudience({ maxBufferedBytes });
  const refused: Record<RefusalReason, number> = { origin: 0, unauthorized: 0, full: 0 };
  let resumed = 0;
  let resets = 0;
  let waiting: LiveMessage[] = [];
  let closed: Promise<void> | undefined;

  const time = () => new Date(now()).toISOString();
  const idOf = (number: number) => `${epoch}-${number}`;
  const heartbeat = () => liveMessage("heartbeat", { id: idOf(history.newest) });

  /** What was published in one turn is one write per client. */
  function flush(): void {
    const messages = waiting;
    waiting = [];
    if (messages.length > 0) audience.sendAll(messages);
  }

  function enqueue(message: LiveMessage): void {
    if (audience.listening === 0) return;
    if (waiting.push(message) === 1) setImmediate(flush);
  }

  /** What a client missed; undefined where that is unknown, or more than it may have unsent. */
  function missedSince(lastId: string): readonly LiveMessage[] | undefined {
    const [, of, number] = /^([0-9a-f]+)-(\d{1,15})$/.exec(lastId) ?? [];
    const missed = of === epoch ? history.after(Number(number)) : undefined;
    const bytes = missed?.reduce((sum, { frame }) => sum + frame.length, 0) ?? 0;
    return bytes > maxBufferedBytes ? undefined : missed;
  }

  const heartbeats = setInterval(() => {
    audience.judge();
    flush();
    audience.sendAll([heartbeat()], { ping: pingFrame });
  }, heartbeatMs).unref();

  const tickMessages = setInterval(() => {
    const rows = ticks.take();
    if (rows.length > 0) enqueue(ticksMessage(time(), rows));
  }, ticksMs).unref();

  return {
    publish(type, data) {
      requireType(type);
      if (closed) return;
      const message = liveMessage(type, { id: idOf(history.newest + 1), at: time(), data });
      history.add(message);
      enqueue(message);
    },
    publishTick(type, key, data) {
      requireType(type);
      if (audience.listening > 0) ticks.add({ type, key, at: time(), data });
    },
    isFull: () => closed !== undefined || audience.connections >= maxClients,
    refuse(reason) {
      refused[reason] += 1;
    },
    connect(client, lastId) {
      // Else what waits would come again after the greeting, which counts it as seen.
      flush();
      const current = idOf(history.newest);
      const missed = lastId === undefined ? undefined : missedSince(lastId);
      // The id to go on from: who breaks off here has not seen yet what follows.
      const hello = liveMessage("hello", {
        id: missed ? lastId : current,
        heartbeat_ms: heartbeatMs,
      });
      if (missed) resumed += 1;
      const isLate = lastId !== undefined && !missed;
      if (isLate) resets += 1;
      const following = isLate ? [liveMessage("reset", { id: current })] : (missed ?? []);
      audience.add(client, [hello, ...following]);
    },
    answer(client) {
      flush();
      audience.send(client, [heartbeat()]);
    },
    drop: audience.drop,
    disconnected: audience.remove,
    stats: () => ({
      ...audience.stats(),
      events: history.newest,
      refused: { ...refused },
      resumed,
      resets,
      historyEvents: history.events,
      historyBytes: history.bytes,
    }),
    close(timeoutMs = 1_000) {
      if (!closed) {
        clearInterval(heartbeats);
        clearInterval(tickMessages);
        flush();
        closed = audience.close(timeoutMs);
      }
      return closed;
    },
  };
}

function requireType(type: string): void {
  if (!typeShape.test(type) || reserved.includes(type))
    throw new TypeError(
      `the type of an event is "${type}", expected small letters, digits, ".", "_" or "-", and none of ${reserved.join(", ")}`,
    );
}
