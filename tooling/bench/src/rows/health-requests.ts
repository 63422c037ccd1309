import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { fileURLToPath } from "node:url";
import { shuffled } from "../paired.ts";
import type { Figure, FigureRow } from "../row.ts";
import type { HealthServer } from "./health/server-program.ts";

const rounds = 15;
const requestsPerRound = 3_000;
const connections = 8;
const cpu = "server CPU time of a request";
const raw = "node:http, a constant";
const sides: Readonly<Record<string, HealthServer>> = {
  ours: "ettl",
  [raw]: "node:http",
  "@godaddy/terminus": "terminus",
};

function healthRow(name: string, path: string, work: string, atMost: number): FigureRow {
  return {
    name,
    work,
    goals: [
      { figure: cpu, peer: raw, atMost },
      { figure: cpu, peer: "@godaddy/terminus", atMost: 1 },
    ],
    async check() {
      const differences: string[] = [];
      for (const [side, program] of Object.entries(sides)) {
        await using server = await startServer(program);
        const { status, body } = await server.ask(path);
        if (status !== 200 || body.length === 0)
          differences.push(`${side}: ${status} with ${body.length} bytes`);
        if (side === "ours" && path === "/health" && !body.includes('"component-9"'))
          differences.push("ours does not name its components");
      }
      return { summary: "each side answers 200 with a body", differences };
    },
    async measure(progress): Promise<Figure[]> {
      const open = await Promise.all(
        Object.entries(sides).map(async ([side, program]) => ({
          side,
          server: await startServer(program),
          values: [] as number[],
        })),
      );
      for (const { side, server } of open) {
        progress(`warm-up: ${side}`);
        await server.load(path, 2 * requestsPerRound);
      }
      for (let round = 1; round <= rounds; round++)
        for (const { side, server, values } of shuffled(open)) {
          progress(`round ${round} of ${rounds}: ${side}`);
          const before = await server.cpuMicroseconds();
          await server.load(path, requestsPerRound);
          const used = (await server.cpuMicroseconds()) - before;
          values.push((used * 1_000) / requestsPerRound);
        }
      for (const { server } of open) await server[Symbol.asyncDispose]();
      const values = new Map(open.map((entry) => [entry.side, entry.values]));
      return [{ name: cpu, unit: "ns", values }];
    },
  };
}

/** Health over HTTP, each server in a process of its own. */
export const healthRows: readonly FigureRow[] = [
  healthRow("health-live", "/health/live", "GET /health/live over a kept connection", 1.15),
  healthRow(
    "health-ten",
    "/health",
    "GET /health with ten components: ours from fresh results, with each component in the answer; terminus runs its ten checks; node:http tells none",
    2,
  ),
];

async function startServer(program: HealthServer) {
  const path = fileURLToPath(new URL("health/server-program.js", import.meta.url));
  const child = fork(path, [program]);
  const ended = once(child, "exit");
  const [port] = (await once(child, "message")) as [number];
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const ask = (url: string) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      get({ host: "127.0.0.1", port, path: url, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }),
        );
      }).on("error", reject);
    });
  return {
    ask,
    async load(url: string, requests: number) {
      let left = requests;
      const client = async () => {
        while (left-- > 0) await ask(url);
      };
      await Promise.all(Array.from({ length: connections }, client));
    },
    async cpuMicroseconds(): Promise<number> {
      const answer = once(child, "message") as Promise<[number]>;
      child.send("cpu");
      return (await answer)[0];
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
