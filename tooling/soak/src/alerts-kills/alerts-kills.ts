import { setTimeout as delay } from "node:timers/promises";
import { httpReceiver } from "@ettl-tooling/test";
import { startChild } from "../child.ts";
import type { Soak, SoakOptions, SoakResult } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import type { Finished, Task } from "./task.ts";

const program = new URL("./program.js", import.meta.url);
/** A process is killed at some moment of its first so many milliseconds after it opened its store. */
const longestLifeMs = 400;

/** A process that dies in the middle of everything, again and again, and a receiver that is flaky. */
export const alertsKills: Soak = {
  name: "alerts-kills",
  shows: "with a store no accepted alert is lost by kill -9, and a duplicate has the same id",
  count: 100,
  unit: "kills at random moments",
  run: (count, options) => inTemporaryFolder((folder) => run(count, folder, options)),
};

async function run(count: number, folder: string, options: SoakOptions): Promise<SoakResult> {
  const received = new Map<string, { readonly ids: Set<string>; taken: number }>();
  let requests = 0;
  let healthy = false;
  await using receiver = await httpReceiver(({ body }, response) => {
    requests += 1;
    receiver.requests.length = 0;
    const chance = healthy ? 1 : Math.random();
    if (chance < 0.1) {
      response.destroy();
      return undefined;
    }
    if (chance < 0.3) return 503;
    const { id, title } = JSON.parse(body.toString()) as { id: string; title: string };
    const entry = received.get(title) ?? { ids: new Set<string>(), taken: 0 };
    received.set(title, entry);
    entry.ids.add(id);
    entry.taken += 1;
    // Taken, but the sender never hears of it.
    if (chance < 0.35) {
      response.destroy();
      return undefined;
    }
    return 200;
  });
  const accepted: string[] = [];
  const problems: string[] = [];
  const task = { url: receiver.url, folder };
  for (let kill = 1; kill <= count; kill += 1) {
    options.progress(`kill ${kill} of ${count}: ${figure(accepted.length)} accepted`);
    const lines = await killed({ ...task, prefix: String(kill), mode: "send" }, options);
    for (const line of lines)
      if (line.startsWith("accepted ")) accepted.push(line.slice("accepted ".length));
      else if (line !== "open") problems.push(line);
  }
  options.progress("delivering what is left");
  healthy = true;
  const { finished, lines } = await finish({ ...task, prefix: "end", mode: "finish" }, options);
  problems.push(...lines);

  const idOf = new Map<string, string>();
  let twiceInHistory = 0;
  for (const [id, title] of finished.history) {
    if (idOf.has(title)) twiceInHistory += 1;
    idOf.set(title, id);
  }
  const lost = accepted.filter((title) => !received.has(title));
  const missing = accepted.filter((title) => !idOf.has(title));
  const otherIds = [...received].filter(
    ([title, { ids }]) => ids.size !== 1 || (idOf.has(title) && !ids.has(idOf.get(title) ?? "")),
  );
  const duplicates = [...received.values()].reduce((sum, { taken }) => sum + taken - 1, 0);
  const faults =
    lost.length +
    missing.length +
    otherIds.length +
    twiceInHistory +
    problems.length +
    finished.undelivered;
  return {
    text: `${table([
      ["kills", "accepted", "requests", "lost", "not in history", "other id", "same id again"],
      [
        figure(count),
        figure(accepted.length),
        figure(requests),
        figure(lost.length),
        figure(missing.length + twiceInHistory),
        figure(otherIds.length),
        figure(duplicates),
      ],
    ])}${problems
      .slice(0, 10)
      .map((problem) => `  ${problem}\n`)
      .join("")}`,
    verdict: `${figure(accepted.length - lost.length)} of ${figure(accepted.length)} accepted alerts delivered through ${figure(count)} kills, ${figure(missing.length)} missing in the history, ${figure(otherIds.length)} with another id`,
    isShown: faults === 0 && accepted.length > count,
  };
}

/** Lets a process run for a random while, and kills it; what it said until then. */
async function killed(task: Task, { signal }: SoakOptions): Promise<readonly string[]> {
  const child = startChild(program, task, { signal, timeoutMs: 120_000 });
  let output = "";
  const opened = new Promise<void>((resolve) => {
    child.output.on("data", (text: string) => {
      output += text;
      if (output.includes("open\n")) resolve();
    });
    child.output.on("close", resolve);
  });
  await opened;
  await delay(Math.random() * longestLifeMs, undefined, { signal }).catch(() => {});
  child.process.kill("SIGKILL");
  const { end, errors } = await child.ended();
  // What comes after the last line feed was not said to the end.
  const lines = output.split("\n").slice(0, -1);
  return end === "SIGKILL" ? lines : [...lines, `problem ended with ${end}: ${errors}`];
}

async function finish(task: Task, { signal }: SoakOptions) {
  const child = startChild(program, task, { signal, timeoutMs: 900_000 });
  let output = "";
  child.output.on("data", (text: string) => {
    output += text;
  });
  const { end, errors } = await child.ended();
  const last = output.split("\n").find((line) => line.startsWith("finished "));
  if (last === undefined) throw new Error(`the last process ended with ${end}: ${errors}${output}`);
  const finished = JSON.parse(last.slice("finished ".length)) as Finished;
  return { finished, lines: output.split("\n").filter((line) => line.startsWith("problem ")) };
}
