import { setMaxListeners } from "node:events";
import { Agent } from "node:http";
import { startChild } from "../child.ts";
import type { Soak } from "../soak.ts";
import { figure } from "../table.ts";
import { type Answer, get, plainBody } from "./get.ts";
import type { Listening, Report, Task } from "./task.ts";

const series = 10_000;
const atOnce = 100;

const forms = [
  { accept: "text/plain;version=0.0.4", "accept-encoding": "identity" },
  { accept: "application/openmetrics-text;version=1.0.0", "accept-encoding": "identity" },
  { accept: "text/plain;version=0.0.4", "accept-encoding": "gzip" },
];

/** A hundred scrapes at once, wave after wave, while what they read is counted up. */
export const scrapeStorm: Soak = {
  name: "scrape-storm",
  shows: `${atOnce} scrapes at once of ${figure(series)} series that change all parse, and no counter falls`,
  count: 3000,
  unit: "scrapes",
  async run(count, { signal, progress }) {
    const task: Task = { series };
    const program = new URL("./program.js", import.meta.url);
    const child = startChild(program, task, { signal, timeoutMs: 600_000 });
    setMaxListeners(2 * atOnce, signal);
    const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
    try {
      const [line] = (await child.output.take(1).toArray()) as string[];
      const { port }: Listening = JSON.parse(line ?? "");
      const url = `http://127.0.0.1:${port}`;
      const seen = new SeenCounters();
      const times: number[] = [];
      for (let done = 0; done < count; done += atOnce) {
        progress(`${figure(done)} scrapes`);
        const wave = Math.min(atOnce, count - done);
        for (const answer of await scrapeAtOnce(`${url}/metrics`, wave, { agent, signal })) {
          times.push(answer.ms);
          await seen.take(answer);
        }
        seen.endWave();
      }
      const { body } = await get(`${url}/end`, { agent, signal });
      const report: Report = JSON.parse(`${body}`);
      const { end, errors } = await child.ended();
      if (end !== "code 0") throw new Error(`the server ended with ${end}: ${errors}`);
      return resultOf(times, seen, report);
    } finally {
      agent.destroy();
      child.process.kill("SIGKILL");
      await child.ended().catch(() => {});
    }
  },
};

async function scrapeAtOnce(
  url: string,
  count: number,
  options: { agent: Agent; signal: AbortSignal },
): Promise<readonly Answer[]> {
  return Promise.all(
    Array.from({ length: count }, (_, place) =>
      get(url, { ...options, headers: forms[place % forms.length] ?? {} }),
    ),
  );
}

const shape =
  /^(?:# (?:HELP|TYPE) [a-zA-Z_:][\w:]* .*|[a-zA-Z_:][\w:]*(?:\{.*\})? (?:[+-]?Inf|Nan|-?[\d.]+(?:e[+-]?\d+)?))$/;
const counted = /^storm_total\{place="(\d+)"\} (\d+)$/;

/** Looks at each answer, and at each counter over all of them. */
class SeenCounters {
  broken = 0;
  fallen = 0;
  samples = 0;
  readonly #before = new Float64Array(series);
  readonly #highest = new Float64Array(series);

  async take(answer: Answer): Promise<void> {
    if (answer.status !== 200) {
      this.broken++;
      return;
    }
    const text = await plainBody(answer);
    let isWhole = text.endsWith("\n");
    let found = 0;
    for (const line of text.split("\n")) {
      const sample = counted.exec(line);
      if (sample) {
        found++;
        this.#see(Number(sample[1]), Number(sample[2]));
      } else if (line !== "" && line !== "# EOF" && !shape.test(line)) isWhole = false;
    }
    this.samples += found;
    if (!isWhole || found !== series) this.broken++;
  }

  /**
   * What was asked for after this wave can't show less than any answer of it did. Within a wave the
   * order is unknown: of two sockets, the one that was written to first may be read last.
   */
  endWave(): void {
    this.#before.set(this.#highest);
  }

  #see(place: number, value: number): void {
    if (value < (this.#before[place] ?? 0)) this.fallen++;
    this.#highest[place] = Math.max(this.#highest[place] ?? 0, value);
  }
}

function resultOf(times: number[], seen: SeenCounters, report: Report) {
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN;
  const rows: readonly (readonly [string, string])[] = [
    ["scrapes", figure(times.length)],
    ["renders", figure(report.renders)],
    ["renders at once", figure(report.mostRendersAtOnce)],
    ["samples read", figure(seen.samples)],
    ["increments meanwhile", figure(report.increments)],
    ["not whole", figure(seen.broken)],
    ["counters fallen", figure(seen.fallen)],
    ["p50, ms", quantile(0.5).toFixed(0)],
    ["p99, ms", quantile(0.99).toFixed(0)],
    ["longest block, ms", report.longestBlockMs.toFixed(1)],
  ];
  const isShown =
    seen.broken === 0 &&
    seen.fallen === 0 &&
    report.increments > 0 &&
    report.mostRendersAtOnce === 1;
  return {
    text: rows.map(([name, value]) => `  ${name.padEnd(20)} ${value.padStart(12)}\n`).join(""),
    verdict: `${figure(times.length - seen.broken)} of ${figure(times.length)} whole, ${figure(seen.fallen)} counters fell, ${report.mostRendersAtOnce} render at once`,
    isShown,
  };
}
