import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { shuffled } from "../paired.ts";
import type { Figure, FigureRow } from "../row.ts";
import type { LiveServer, Question } from "./live/questions.ts";

const clients = 200;
const rounds = 15;
/** So few that the clients' sockets take them at once. */
const eventsPerQuestion = 20;
const questionsPerRound = 5;
const text = "x".repeat(420);
const peer = "ws, send to each";
const sides: Readonly<Record<string, LiveServer>> = {
  ours: "ettl",
  [peer]: "ws",
  "limit: socket.write of ready bytes": "socket.write",
};
const single = "server CPU of an event for a client";
const burst = "the same, ten events in a turn";
const figures: readonly (readonly [name: string, eventsPerTurn: number])[] = [
  [single, 1],
  [burst, 10],
];

/** What it costs to tell many clients of one event. */
export const liveFanOut: FigureRow = {
  name: "live-fan-out",
  work: `an event of 500 bytes told to ${clients} clients over WebSocket`,
  goals: [
    { figure: single, peer, atMost: 1 },
    { figure: burst, peer, atMost: 0.25 },
  ],
  async check() {
    const differences: string[] = [];
    for (const side of ["ours", peer]) {
      await using server = await startServer(sides[side] ?? "ws");
      for (const [name, eventsPerTurn] of figures) {
        const heard = await server.publish(eventsPerTurn);
        const wrong = heard.filter((one) => one.join("\n") !== expected.join("\n")).length;
        if (heard.length !== clients || wrong > 0)
          differences.push(`${side}, ${name}: ${wrong} of ${heard.length} clients heard else`);
      }
    }
    return {
      summary: `each of ${clients} clients hears the same ${eventsPerQuestion} events in order`,
      differences,
    };
  },
  async measure(progress): Promise<Figure[]> {
    const open = await Promise.all(
      Object.entries(sides).map(async ([side, program]) => ({
        side,
        server: await startServer(program),
      })),
    );
    const measured: Figure[] = [];
    for (const [name, eventsPerTurn] of figures) {
      const values = new Map<string, number[]>(open.map(({ side }) => [side, []]));
      for (const { side, server } of open) {
        progress(`warm-up: ${name}, ${side}`);
        for (let count = 0; count < 3; count += 1) await server.cost(eventsPerTurn);
      }
      for (let round = 1; round <= rounds; round += 1)
        for (const { side, server } of shuffled(open)) {
          progress(`round ${round} of ${rounds}: ${name}, ${side}`);
          values.get(side)?.push(await server.cost(eventsPerTurn));
        }
      measured.push({ name, unit: "ns", values });
    }
    for (const { server } of open) await server[Symbol.asyncDispose]();
    return measured;
  },
};

const expected = Array.from({ length: eventsPerQuestion }, (_, number) =>
  JSON.stringify({ type: "watch.changed", data: { number, text } }),
);

/** A server in a process of its own, with clients in this one. */
async function startServer(program: LiveServer) {
  const path = fileURLToPath(new URL("./live/server-program.js", import.meta.url));
  const child = fork(path, [program]);
  const ended = once(child, "exit");
  const [port] = (await once(child, "message")) as [number];
  const heard = new Map<WebSocket, string[]>();
  let arrived = 0;
  let all = () => {};
  for (let index = 0; index < clients; index += 1) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { perMessageDeflate: false });
    heard.set(socket, []);
    socket.on("message", (data) => {
      const message = `${data}`;
      if (!message.includes('"watch.changed"')) return;
      heard.get(socket)?.push(message);
      arrived += 1;
      if (arrived === clients * eventsPerQuestion) all();
    });
    await once(socket, "open");
  }

  /** Resolves with the server's CPU time, in microseconds, when every client has heard all. */
  async function ask(eventsPerTurn: number): Promise<number> {
    arrived = 0;
    for (const list of heard.values()) list.length = 0;
    const everywhere = new Promise<void>((resolve) => {
      all = resolve;
    });
    const question: Question = {
      turns: eventsPerQuestion / eventsPerTurn,
      eventsPerTurn,
      firstNumber: 0,
      text,
    };
    const answer = once(child, "message") as Promise<[number]>;
    child.send(question);
    const [[microseconds]] = await Promise.all([answer, everywhere]);
    return microseconds;
  }

  return {
    async publish(eventsPerTurn: number): Promise<readonly (readonly string[])[]> {
      await ask(eventsPerTurn);
      return [...heard.values()].map((messages) =>
        messages.map((message) => {
          const { type, data } = JSON.parse(message) as { type: string; data: unknown };
          return JSON.stringify({ type, data });
        }),
      );
    },
    /** Nanoseconds of CPU per event and client. */
    async cost(eventsPerTurn: number): Promise<number> {
      let microseconds = 0;
      for (let count = 0; count < questionsPerRound; count += 1)
        microseconds += await ask(eventsPerTurn);
      return (microseconds * 1_000) / (questionsPerRound * eventsPerQuestion * clients);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of heard.keys()) socket.terminate();
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
