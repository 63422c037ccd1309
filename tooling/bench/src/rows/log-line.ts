import { mkdtemp, readFile, rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import type { Case, OpenRow, Row, Verdict } from "../row.ts";
import { openScope } from "./log-line/scope.ts";
import type { Fields, LineSide, OpenLineSide, Scope } from "./log-line/side.ts";
import { consoleJson, ours, pinoMixin, readyLine, winston } from "./log-line/sides.ts";

const message = "export.completed";
const writers: readonly OpenLineSide[] = [ours, pinoMixin, winston, consoleJson];
const checkedLines = 100;

/** One line with three ids, written to the null device before the call returns. */
export const logLine: Row = {
  name: "log-line",
  work: "an info line with 3 ids and 4 fields, one write per line, at once",
  goals: [{ peer: "pino + mixin", atMost: 1 }],
  check,
  open,
};

// Made anew for each line, as a program does.
const fieldsOf = (number: number): Fields => ({
  operation_type: "watched",
  duration_ms: number,
  format: "csv",
  complete: true,
});

async function check(): Promise<Verdict> {
  await using scope = await openScope();
  const differences: string[] = [];
  for (const openSide of writers) {
    const difference = await differenceOf(openSide, scope);
    if (difference !== undefined) differences.push(difference);
  }
  const summary = `${checkedLines} lines each, the same values, in the file when the call returns`;
  return { summary, differences };
}

/** Where a side's lines are not what they must be. */
async function differenceOf(openSide: OpenLineSide, scope: Scope): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "ettl-bench-"));
  const file = join(folder, "app.log");
  try {
    const side = await openSide(file, scope);
    for (let number = 0; number < checkedLines; number++) {
      scope.run(() => side.log(fieldsOf(number), message));
      const lines = (await readFile(file, "utf8")).split("\n");
      if (lines.length !== number + 2)
        return `${side.name}: ${lines.length - 1} lines after ${number + 1} calls`;
      const { timestamp, ...values } = JSON.parse(lines[number] ?? "");
      const expected = { level: "info", message, ...scope.ids, ...fieldsOf(number) };
      if (sorted(values) !== sorted(expected))
        return `${side.name}: ${sorted(values)}\n    expected ${sorted(expected)}`;
      if (new Date(timestamp).toISOString() !== timestamp)
        return `${side.name}: the time is ${timestamp}`;
    }
    await side.settled?.();
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function open(): Promise<OpenRow> {
  const scope = await openScope();
  const cases: Case[] = [];
  for (const openSide of [...writers, readyLine]) {
    const side = await openSide(devNull, scope);
    cases.push({ name: side.name, role: roleOf(openSide), run: runnerOf(side, scope) });
  }
  return { cases, [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose]() };
}

const runnerOf = (side: LineSide, scope: Scope) => async (iterations: number) => {
  scope.run(() => {
    for (let left = iterations; left > 0; left--) side.log(fieldsOf(left), message);
  });
  await side.settled?.();
};

function roleOf(side: OpenLineSide): Case["role"] {
  if (side === ours) return "ours";
  return side === readyLine ? "limit" : "peer";
}

const sorted = (values: object) => JSON.stringify(Object.entries(values).sort());
