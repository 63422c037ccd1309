import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createLogger, plainFile, rollingFile } from "@ettl/logging";
import { asides, type OwnEnd, type Task } from "./task.ts";

const task: Task = JSON.parse(process.argv[2] ?? "");
const logger = createLogger({
  ...(await destination()),
  onProblem: ({ message }) => process.stderr.write(`${message}\n`),
});
let logged = 0;

// Keeps the process alive: only the end that is asked for may end it.
setInterval(() => {}, 60_000);

const { ownEnd, tally } = task;
// Out of the module's own turn, in which a throw would be a rejection.
if (ownEnd !== undefined) setImmediate(() => logAndEnd(ownEnd));
else if (tally !== undefined) setImmediate(logUntilEnded, openTally(tally));

async function destination() {
  const path = join(task.folder, "app.log");
  switch (task.destination) {
    case "stdout":
      return { output: "stdout" } as const;
    case "plain file":
      return { destination: await plainFile(path) };
    case "rolling file":
      // Small, so that the end meets rotations, too; every file is kept.
      return { destination: await rollingFile({ path, maxSizeMb: 0.1, maxBackups: 100_000 }) };
  }
}

function log(): void {
  logger.info({ n: logged }, "line.logged");
  logged++;
}

function logAndEnd(end: OwnEnd): void {
  while (logged < task.count) log();
  switch (end) {
    case "SIGTERM":
    case "SIGINT":
      process.kill(process.pid, end);
      return;
    case "process.exit":
      process.exit(3);
      return;
    case "uncaught throw":
      throw new Error("thrown on purpose");
    case "unhandled rejection":
      void Promise.reject(new Error("rejected on purpose"));
  }
}

/** Writes the number of logged lines in place, so that it is there whenever the end comes. */
function openTally(path: string): () => void {
  const descriptor = openSync(path, "w");
  return () => void writeSync(descriptor, String(logged).padStart(16), 0);
}

function logUntilEnded(count: () => void): void {
  // A parent that is gone must not leave a program that fills the disk.
  const most = task.count + 1_000_000;
  let isStopping = false;
  if (task.outlivesSignal)
    process.once("SIGTERM", () => {
      isStopping = true;
      log();
      count();
      writeSync(3, asides.stopping);
    });
  const turn = () => {
    if (isStopping) return;
    const isNew = logged < task.count;
    for (let left = 50; left > 0; left--) {
      log();
      count();
    }
    if (isNew && logged >= task.count) writeSync(3, asides.writing);
    if (logged < most) setImmediate(turn);
  };
  turn();
}
