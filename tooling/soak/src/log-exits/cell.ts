import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, startChild } from "../child.ts";
import { type FoundLines, linesIn, linesOfFolder, numberedLines } from "../numbered-lines.ts";
import { figure } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import {
  asides,
  type DestinationName,
  type EndFromOutside,
  endsFromOutside,
  type OwnEnd,
  ownEnds,
  type Task,
} from "./task.ts";

/** One way to end with one destination. */
export interface Cell {
  /** For the table: `5,000 of 5,000`. */
  readonly text: string;
  readonly isComplete: boolean;
  /** What is wrong, in words; undefined for a complete cell. */
  readonly fault: string | undefined;
}

interface Expected {
  readonly end: string;
  /** How many lines were logged; one more may have been, where the end came from outside. */
  readonly logged: number;
  readonly atMost: number;
}

const program = new URL("./program.js", import.meta.url);

/** The program logs `count` lines and ends itself at once. */
export function endItself(
  destination: DestinationName,
  ownEnd: OwnEnd,
  count: number,
  signal: AbortSignal,
): Promise<Cell> {
  return inTemporaryFolder(async (folder) => {
    const child = start({ folder, destination, count, ownEnd }, signal);
    const expected = { end: ownEnds[ownEnd], logged: count, atMost: count };
    return await cellOf(child, folder, destination, async () => expected);
  });
}

/** The parent ends the program, once it has logged `count` lines and while it goes on. */
export function endFromOutside(
  destination: DestinationName,
  way: EndFromOutside,
  count: number,
  signal: AbortSignal,
): Promise<Cell> {
  return inTemporaryFolder(async (parent) => {
    const folder = join(parent, "logs");
    await mkdir(folder);
    const tally = join(parent, "tally");
    const signals: readonly NodeJS.Signals[] = endsFromOutside[way];
    const outlivesSignal = signals.length > 1;
    const child = start({ folder, destination, count, tally, outlivesSignal }, signal);
    const waitFor = [asides.writing, asides.stopping];
    let sent = 0;
    child.asides.on("data", (said: string) => {
      const next = signals[sent];
      if (next === undefined || !said.includes(waitFor[sent] ?? "")) return;
      sent++;
      child.process.kill(next);
    });
    return await cellOf(child, folder, destination, async () => {
      const logged = Number(await readFile(tally, "utf8"));
      // Killed between a line and its count: the line may be there, uncounted.
      return { end: signals[0] ?? "", logged, atMost: outlivesSignal ? logged : logged + 1 };
    });
  });
}

const start = (task: Task, signal: AbortSignal): Child =>
  startChild(program, task, { signal, timeoutMs: 60_000 + task.count });

async function cellOf(
  child: Child,
  folder: string,
  destination: DestinationName,
  expectation: () => Promise<Expected>,
): Promise<Cell> {
  const printed = numberedLines();
  for await (const line of linesIn(child.output)) printed.add(line);
  const { end, errors } = await child.ended();
  const found = destination === "stdout" ? printed.found() : await linesOfFolder(folder);
  const expected = await expectation();
  const fault = faultOf(found, end, expected);
  const cause = fault && /on purpose/.test(errors) === false ? errors.trim().split("\n")[0] : "";
  const logged = Math.max(expected.logged, Math.min(found.whole, expected.atMost));
  return {
    text: `${figure(found.whole)} of ${figure(logged)}`,
    isComplete: fault === undefined,
    fault: fault && cause ? `${fault}; it said: ${cause}` : fault,
  };
}

function faultOf(found: FoundLines, end: string, expected: Expected): string | undefined {
  const { whole, first, faults, fault } = found;
  if (end !== expected.end) return `ended with ${end}, expected ${expected.end}`;
  if (faults > 0) return `${figure(faults)} × no whole line or not in order: ${fault}`;
  if (whole < expected.logged) return `lines missing: ${figure(expected.logged - whole)}`;
  if (whole > expected.atMost) return `lines too many: ${figure(whole - expected.atMost)}`;
  if (first !== 0) return `begins with line ${first}`;
  return undefined;
}
