import { randomBytes } from "node:crypto";
import { httpReceiver, spansOf, type WireSpan } from "@ettl-tooling/test";
import { startChild } from "../child.ts";
import type { Soak } from "../soak.ts";
import { figure, table } from "../table.ts";
import type { Task } from "./program.ts";

const program = new URL("./program.js", import.meta.url);
const spansPerJob = 50;

/** Jobs that end as soon as they are done: the usual way to lose spans. */
export const shortJobs: Soak = {
  name: "short-jobs",
  shows: "a job that exits at once loses no span and goes on with the trace that started it",
  count: 100,
  unit: `jobs of ${spansPerJob} spans`,
  async run(count, { signal, progress }) {
    await using collector = await httpReceiver();
    const faults: string[] = [];
    const received = new Map<string, WireSpan[]>();
    const seconds: number[] = [];
    for (let job = 1; job <= count; job++) {
      progress(`job ${job} of ${count}`);
      const traceId = randomBytes(16).toString("hex");
      const parentId = randomBytes(8).toString("hex");
      const task: Task = {
        collectorUrl: collector.url,
        spans: spansPerJob,
        traceparent: `00-${traceId}-${parentId}-01`,
        exitCode: job % 2,
      };
      const begin = performance.now();
      const child = startChild(program, task, { signal, timeoutMs: 60_000 });
      child.output.resume();
      const { end, errors } = await child.ended();
      seconds.push((performance.now() - begin) / 1000);
      for (const { body } of collector.requests.splice(0))
        for (const span of spansOf(body))
          received.set(span.traceId, [...(received.get(span.traceId) ?? []), span]);
      const fault = faultOf(received.get(traceId) ?? [], parentId);
      if (end !== `code ${task.exitCode}`) faults.push(`job ${job} ended with ${end}: ${errors}`);
      if (fault) faults.push(`job ${job}: ${fault}`);
    }
    const all = [...received.values()].reduce((sum, spans) => sum + spans.length, 0);
    const expected = count * spansPerJob;
    const longest = Math.max(...seconds);
    return {
      text: `${table([
        ["jobs", "spans received", "expected", "traces", "longest job"],
        [
          figure(count),
          figure(all),
          figure(expected),
          figure(received.size),
          `${longest.toFixed(2)} s`,
        ],
      ])}${faults.map((fault) => `  ${fault}\n`).join("")}`,
      verdict: `${figure(all)} of ${figure(expected)} spans, ${faults.length} jobs at fault`,
      isShown: faults.length === 0 && all === expected && received.size === count,
    };
  },
};

function faultOf(spans: readonly WireSpan[], parentId: string): string | undefined {
  if (spans.length !== spansPerJob) return `${spans.length} spans in its trace`;
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === parentId);
  const [root] = roots;
  if (!root || roots.length !== 1) return `${roots.length} spans below the caller's`;
  const rest = spans.filter((span) => span !== root);
  return rest.every(({ parentSpanId }) => parentSpanId === root.spanId)
    ? undefined
    : "spans that are not below the command's";
}
