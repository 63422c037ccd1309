/** A message of the feed. */
export interface LiveMessage {
  readonly id?: string;
  readonly type: string;
  readonly at?: string;
  readonly data?: unknown;
  readonly heartbeat_ms?: number;
}

export interface LiveOptions {
  readonly onMessage: (message: LiveMessage) => void;
  /** It ended, or could not be had; last heard of at `heardAtMs`, as `performance.now()` counts. */
  readonly onLost: (heardAtMs: number, wasSilent: boolean) => void;
}

/** The feed of the monitor, from the last message on. */
export interface Live {
  /** Connects, unless it is connected or about to be. */
  connect(): void;
  /** Gives the connection up. */
  lose(): void;
}

/** How long a stream may take for its greeting, in milliseconds. */
const greetingMs = 4_000;
/** Silence after which a sign of life is asked for, and how long that may take. */
const quietMs = 1_500;
const answerMs = 2_000;
/** What a stream that is never asked itself may be late with its heartbeat. */
const heartbeatSlackMs = 5_000;

/** Listens on `/live`: over WebSocket, or to server-sent events where that is refused. */
export function createLive({ onMessage, onLost }: LiveOptions): Live {
  let lastId = "";
  let end: ((wasSilent: boolean) => void) | undefined;

  function open(openStream: OpenStream, fallback?: OpenStream): void {
    const openedAtMs = performance.now();
    let heardAtMs = openedAtMs;
    let aliveAtMs = openedAtMs;
    let askedAtMs = 0;
    let longestSilenceMs = 0;
    let isOver = false;
    const stop = (wasSilent: boolean) => {
      if (isOver) return;
      isOver = true;
      end = undefined;
      clearInterval(watch);
      stream.close();
      if (fallback && longestSilenceMs === 0) open(fallback);
      else onLost(aliveAtMs, wasSilent);
    };
    const stream = openStream(`/live?last_id=${lastId}`, {
      onText(text) {
        if (isOver) return;
        const message: LiveMessage = JSON.parse(text);
        heardAtMs = aliveAtMs = performance.now();
        lastId = message.id ?? lastId;
        if (message.type === "hello")
          longestSilenceMs = Number(message.heartbeat_ms) + heartbeatSlackMs;
        onMessage(message);
      },
      onEnd: () => stop(false),
    });
    const watch = setInterval(() => {
      const nowMs = performance.now();
      if (longestSilenceMs === 0) {
        if (nowMs - openedAtMs > greetingMs) stop(true);
      } else if (nowMs - heardAtMs > longestSilenceMs) stop(true);
      else if (askedAtMs > aliveAtMs) {
        if (nowMs - askedAtMs > answerMs) stop(true);
      } else if (nowMs - aliveAtMs > quietMs) {
        askedAtMs = nowMs;
        stream.ask(() => {
          aliveAtMs = performance.now();
        });
      }
    }, 500);
    end = stop;
  }

  return {
    connect() {
      if (!end) open(openSocket, openEvents);
    },
    lose: () => end?.(true),
  };
}

type OpenStream = (
  path: string,
  listener: { readonly onText: (text: string) => void; readonly onEnd: () => void },
) => {
  /** Asks for a sign of life; `onAnswer` where the stream itself does not bring it. */
  ask(onAnswer: () => void): void;
  close(): void;
};

const openSocket: OpenStream = (path, { onText, onEnd }) => {
  const socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
  socket.onmessage = ({ data }) => onText(data);
  socket.onclose = onEnd;
  return {
    ask: () => socket.send('{"type":"ping"}'),
    close: () => socket.close(),
  };
};

/** EventSource has a listener per type: https://html.spec.whatwg.org/multipage/server-sent-events.html */
const eventTypes =
  "hello reset heartbeat ticks watch.changed watches.changed alerts.changed run".split(" ");

const openEvents: OpenStream = (path, { onText, onEnd }) => {
  const source = new EventSource(path);
  for (const type of eventTypes) source.addEventListener(type, ({ data }) => onText(data));
  // It would come back by itself, but says neither when nor why not.
  source.onerror = onEnd;
  return {
    // Nothing can be said over such a stream, so the server is asked beside it.
    ask(onAnswer) {
      fetch(path, { method: "HEAD", cache: "no-store" }).then(onAnswer, () => {});
    },
    close: () => source.close(),
  };
};
