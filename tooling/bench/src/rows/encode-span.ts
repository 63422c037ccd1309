import { shuffled } from "../paired.ts";
import type { Figure, FigureRow, Verdict } from "../row.ts";
import { startReceiver } from "./export-span/receiver.ts";
import { type ExportSide, openSides, perBatch, textsOfSpan } from "./export-span/sides.ts";

const rounds = 15;
const batchesPerRound = 8;
const warmUpBatches = 60;
const cpu = "CPU time of a span";
const size = "bytes of a span";
const otlp = "SDK, OTLP protobuf";

/** Ended spans on their way to a collector: encoded, posted and answered for. */
export const encodeSpan: FigureRow = {
  name: "encode-span",
  work: `a span with 4 attributes and 2 events, encoded and posted with ${perBatch - 1} others`,
  goals: [
    { figure: cpu, peer: otlp, atMost: 1 },
    { figure: size, peer: otlp, atMost: 1 },
  ],
  check,
  measure,
};

async function check(): Promise<Verdict> {
  await using receiver = await startReceiver(textsOfSpan);
  const sides = openSides(receiver.url);
  for (const side of sides)
    for (const first of [0, perBatch]) {
      side.prepare(first);
      await side.send();
    }
  const received = await receiver.received();
  for (const side of sides) await side.close();
  const count = 2 * perBatch;
  const differences = sides.flatMap(({ name, path }) => {
    const { spans = 0, texts = {} } = received[path] ?? {};
    const found = [`spans ${spans}`, ...textsOfSpan.map((text) => `${text} ${texts[text] ?? 0}`)];
    const isWhole = spans === count && textsOfSpan.every((text) => texts[text] === count);
    return isWhole ? [] : [`${name}: of ${count} ${found.join(", ")}`];
  });
  return {
    summary: `${count.toLocaleString("en")} spans of each side arrive, each once and whole`,
    differences,
  };
}

async function measure(progress: (step: string) => void): Promise<Figure[]> {
  await using receiver = await startReceiver([]);
  const sides = openSides(receiver.url);
  const names = sides.map(({ name }) => name);
  const cpuTimes = new Map<string, number[]>(names.map((name) => [name, []]));
  const sizes = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const side of sides) {
    progress(`warm-up: ${side.name}`);
    for (let left = warmUpBatches; left > 0; left--) {
      side.prepare(0);
      await side.send();
    }
  }
  const perRound = batchesPerRound * perBatch;
  for (let round = 1; round <= rounds; round++)
    for (const side of shuffled(sides)) {
      progress(`round ${round} of ${rounds}: ${side.name}`);
      const before = (await receiver.received())[side.path]?.bytes ?? 0;
      cpuTimes.get(side.name)?.push((await cpuNs(side)) / perRound);
      const after = (await receiver.received())[side.path]?.bytes ?? 0;
      sizes.get(side.name)?.push((after - before) / perRound);
    }
  for (const side of sides) await side.close();
  return [
    { name: cpu, unit: "ns", values: cpuTimes },
    { name: size, unit: "bytes", values: sizes },
  ];
}

/** Nanoseconds of all threads of this process, without those that make the spans. */
async function cpuNs(side: ExportSide): Promise<number> {
  let sum = 0;
  globalThis.gc?.();
  for (let batch = 0; batch < batchesPerRound; batch++) {
    side.prepare(batch * perBatch);
    const start = process.cpuUsage();
    await side.send();
    const { user, system } = process.cpuUsage(start);
    sum += user + system;
  }
  return sum * 1000;
}
