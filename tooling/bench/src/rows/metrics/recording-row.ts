import type { Case, Goal, Row, Verdict } from "../../row.ts";
import { inSampledSpan } from "../../sampled-span.ts";

/**
 * A library ready to record. Its loop is its own: one that all share would be compiled for all of
 * them at once, as no program's call is.
 */
export interface Recorder {
  /** Records `count` samples. */
  record(count: number): void;
  lines(): Promise<string[]>;
  /** What else would be wrong with what was recorded. */
  fault?(): Promise<string | undefined>;
  /** Runs before each slice; ours lets itself be scraped, so that exemplars are asked for again. */
  prepare?(): Promise<unknown>;
}

export interface RecordingSide {
  readonly name: string;
  readonly role: Case["role"];
  open(): Recorder;
}

export interface RecordingRow {
  readonly name: string;
  readonly work: string;
  readonly goals: readonly Goal[];
  readonly sides: readonly RecordingSide[];
  /** New libraries before each slice, where samples make series. */
  readonly reopen?: boolean;
  /** What of the lines all sides must agree on. @default the lines themselves */
  readonly facts?: (lines: readonly string[]) => readonly string[];
}

const checkedSamples = 10_000;

/** A row that times the recording of samples while a sampled span is active. */
export function recordingRow(row: RecordingRow): Row {
  const { name, work, goals, sides, facts = (lines) => lines } = row;

  async function check(): Promise<Verdict> {
    const differences: string[] = [];
    let expected: string | undefined;
    let lineCount = 0;
    for (const side of sides) {
      const recorder = side.open();
      await recorder.prepare?.();
      inSampledSpan(() => recorder.record(checkedSamples));
      const lines = facts(await recorder.lines());
      if (lines.length === 0) differences.push(`${side.name}: recorded nothing`);
      expected ??= lines.join("\n");
      lineCount = lines.length;
      const difference = firstDifference(expected, lines.join("\n"));
      if (difference) differences.push(`${side.name}: ${difference}`);
      const fault = await recorder.fault?.();
      if (fault) differences.push(`${side.name}: ${fault}`);
    }
    const count = checkedSamples.toLocaleString("en");
    const what = row.facts
      ? "the same sum"
      : `the same samples (${lineCount.toLocaleString("en")})`;
    return { summary: `${count} samples each, ${what}`, differences };
  }

  return {
    name,
    work,
    goals,
    check,
    open: async () => ({
      cases: sides.map((side) => caseOf(side, row.reopen ?? false)),
      async [Symbol.asyncDispose]() {},
    }),
  };
}

function caseOf({ name, role, open }: RecordingSide, reopen: boolean): Case {
  let recorder = open();
  return {
    name,
    role,
    async prepare() {
      if (reopen) recorder = open();
      await recorder.prepare?.();
    },
    async run(iterations) {
      inSampledSpan(() => recorder.record(iterations));
    },
  };
}

function firstDifference(expected: string, actual: string): string | undefined {
  if (expected === actual) return undefined;
  const wanted = expected.split("\n");
  const found = actual.split("\n");
  const at = wanted.findIndex((line, index) => line !== found[index]);
  if (at < 0) return `${found.length} lines, expected ${wanted.length}`;
  return `${found[at] ?? "nothing"}\n    expected ${wanted[at]}`;
}
