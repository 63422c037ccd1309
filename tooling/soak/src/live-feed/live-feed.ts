import { type Child, startChild } from "../child.ts";
import type { Soak, SoakOptions } from "../soak.ts";
import { figure } from "../table.ts";
import type { ClientsReport, ClientsTask, Listening, ServerReport, ServerTask } from "./task.ts";

const processes = 2;
const each = { websockets: 450, streams: 25, stalledWebsockets: 20, stalledStreams: 5 };
const readers = processes * (each.websockets + each.streams);
const stalled = processes * (each.stalledWebsockets + each.stalledStreams);
/** Until then, a client that reads nothing has missed two pings and has too much unsent. */
const droppedAfterSeconds = 58;
const mostDelayMs = 1_000;
const mostGrownMb = 150;

/** A thousand live clients of the monitor's feed, a twentieth of which stop to read. */
export const liveFeed: Soak = {
  name: "live-feed",
  shows: `${figure(readers)} clients get each event within ${mostDelayMs} ms, none lost or twice, while ${stalled} others stop to read`,
  count: 60,
  unit: "seconds",
  async run(count, options) {
    const timeoutMs = count * 1_000 + 180_000;
    const childOptions = { signal: options.signal, timeoutMs };
    const serverTask: ServerTask = { seconds: count };
    const server = startChild(
      new URL("./server-program.js", import.meta.url),
      serverTask,
      childOptions,
    );
    const groups: Child[] = [];
    try {
      const { port }: Listening = JSON.parse(await lineOf(server));
      const task: ClientsTask = { port, ...each };
      for (let index = 0; index < processes; index += 1)
        groups.push(
          startChild(new URL("./clients-program.js", import.meta.url), task, childOptions),
        );
      options.progress("clients connect");
      const lines = groups.map(linesOf);
      for (const next of lines) await next();
      options.progress(`${figure(count)} seconds of events`);
      await ask(port, "/start", options);
      const clients: ClientsReport[] = [];
      for (const next of lines) clients.push(JSON.parse(await next()));
      const report: ServerReport = JSON.parse(await ask(port, "/end", options));
      for (const child of [...groups, server]) {
        const { end, errors } = await child.ended();
        if (end !== "code 0") throw new Error(`a process ended with ${end}: ${errors}`);
      }
      return resultOf(clients, report, count);
    } finally {
      for (const child of [...groups, server]) {
        child.process.kill("SIGKILL");
        await child.ended().catch(() => {});
      }
    }
  },
};

async function ask(port: number, path: string, { signal }: SoakOptions): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal });
  return response.text();
}

const lineOf = (child: Child) => linesOf(child)();

/** The lines of a child, one per call. */
function linesOf(child: Child): () => Promise<string> {
  let text = "";
  const chunks = child.output[Symbol.asyncIterator]();
  return async () => {
    while (!text.includes("\n")) {
      const { value, done } = await chunks.next();
      if (done) throw new Error(`a process ended early: ${(await child.ended()).errors}`);
      text += value;
    }
    const [line = "", ...rest] = text.split("\n");
    text = rest.join("\n");
    return line;
  };
}

function resultOf(clients: readonly ClientsReport[], server: ServerReport, seconds: number) {
  const sum = (of: (report: ClientsReport) => number) =>
    clients.reduce((total, report) => total + of(report), 0);
  const delays = clients.flatMap((report) => report.delays).sort(([a], [b]) => a - b);
  const count = delays.reduce((total, [, times]) => total + times, 0);
  const quantile = (share: number) => {
    let seen = 0;
    for (const [ms, times] of delays) {
      seen += times;
      if (seen >= count * share) return ms;
    }
    return Number.NaN;
  };
  const most = delays.at(-1)?.[0] ?? Number.NaN;
  const lost = readers * server.published - sum(({ events }) => events);
  const tickMessages = Math.max(...clients.map((report) => report.tickMessages));
  const lostTicks = readers * tickMessages - sum(({ ticks }) => ticks);
  const wrong = sum(({ outOfOrder, different, unfinished }) => outOfOrder + different + unfinished);
  const { slow = 0, unresponsive = 0, closing = 0, ...others } = server.dropped;
  const unexpected = Object.values(others).reduce((total, times) => total + times, 0);
  const gone = slow + unresponsive;
  const grownMb = server.rssMb.peak - server.rssMb.start;
  const isLongEnough = seconds >= droppedAfterSeconds;

  const rows: readonly (readonly [string, string])[] = [
    ["events", figure(server.published)],
    ["messages of 200 ticks", figure(tickMessages)],
    ["received by clients", figure(count)],
    ["lost or twice", `${figure(lost)} events, ${figure(lostTicks)} ticks`],
    ["out of order or different", figure(wrong)],
    ["p50, ms", figure(quantile(0.5))],
    ["p99, ms", figure(quantile(0.99))],
    ["longest, ms", figure(most)],
    ["sent, MB per second", (server.bytesPerSecond / 1e6).toFixed(0)],
    ["dropped for unsent data", figure(slow)],
    ["dropped for no pong", figure(unresponsive)],
    ["told goodbye", figure(closing)],
    ["goodbye to all, ms", server.closeMs.toFixed(0)],
    ["server's longest block, ms", server.longestBlockMs.toFixed(0)],
    ["server's CPU, s", server.cpuSeconds.toFixed(1)],
    ["RSS at start, MB", server.rssMb.start.toFixed(0)],
    ["RSS with all clients, MB", server.rssMb.connected.toFixed(0)],
    ["RSS at most, MB", server.rssMb.peak.toFixed(0)],
    ["RSS at the end, MB", server.rssMb.end.toFixed(0)],
  ];
  const isShown =
    lost === 0 &&
    lostTicks === 0 &&
    wrong === 0 &&
    unexpected === 0 &&
    most <= mostDelayMs &&
    grownMb <= mostGrownMb &&
    gone <= stalled &&
    (gone === stalled || !isLongEnough);
  const drops = isLongEnough ? "" : `, which takes ${droppedAfterSeconds} s`;
  return {
    text: rows.map(([name, value]) => `  ${name.padEnd(26)} ${value.padStart(20)}\n`).join(""),
    verdict: `${figure(count)} messages within ${figure(most)} ms, ${gone} of ${stalled} stalled clients dropped${drops}, RSS ${grownMb.toFixed(0)} MB up`,
    isShown,
  };
}
