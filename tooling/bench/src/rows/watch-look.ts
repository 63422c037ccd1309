import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { shuffled } from "../paired.ts";
import type { Figure, FigureRow } from "../row.ts";
import type { WatchSide } from "./watches/sides.ts";

const looks = 3_000;
const rounds = 9;
const figure = "CPU of one look";
const peer = "fetch in a loop";
const sides: Readonly<Record<string, WatchSide>> = {
  ours: "ettl",
  [peer]: "fetch",
  "limit: node:http, unread": "node:http",
};
const program = fileURLToPath(new URL("./watches/program.js", import.meta.url));
const targetProgram = fileURLToPath(new URL("./watches/target-program.js", import.meta.url));
const run = promisify(execFile);

/** What it costs the monitor to look at one target: a billion through it is the looks per second of a core. */
export const watchLook: FigureRow = {
  name: "watch-look",
  work: "one look at a target: /telemetry/status and 20 kB of /metrics over kept connections, five series read",
  goals: [{ figure, peer, atMost: 0.8 }],
  async check() {
    await using target = await startTarget();
    for (const side of Object.values(sides)) await cost(side, target.url, 50);
    const asked = await target.asked();
    const even = asked.status > 0 && Math.abs(asked.status - asked.metrics) <= 30;
    return {
      summary: `each side asks for both, ${asked.status} and ${asked.metrics} times`,
      differences: even
        ? []
        : [`asked ${asked.status} times for the status, ${asked.metrics} for the metrics`],
    };
  },
  async measure(progress): Promise<Figure[]> {
    await using target = await startTarget();
    const values = new Map<string, number[]>(Object.keys(sides).map((side) => [side, []]));
    for (let round = 1; round <= rounds; round += 1)
      for (const [name, side] of shuffled(Object.entries(sides))) {
        progress(`round ${round} of ${rounds}: ${name}`);
        values.get(name)?.push(await cost(side, target.url, looks));
      }
    return [{ name: figure, unit: "ns", values }];
  },
};

async function cost(side: WatchSide, url: string, count: number): Promise<number> {
  const { stdout } = await run(process.execPath, [program, side, url, String(count)]);
  return Number(stdout);
}

/** A target in a process of its own. */
async function startTarget() {
  const child = fork(targetProgram);
  const ended = once(child, "exit");
  const [port] = (await once(child, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    async asked(): Promise<{ readonly status: number; readonly metrics: number }> {
      const answer = once(child, "message") as Promise<[{ status: number; metrics: number }]>;
      child.send("asked");
      return (await answer)[0];
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
