import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { generatedProgram } from "./generated-program.ts";
import type { Outcome } from "./normalized.ts";
import type { Program, Step } from "./program.ts";
import { runProgram } from "./run-program.ts";
import { ourSide, type Side, sdkSide } from "./side.ts";

/** What random programs showed. */
export interface Checked {
  readonly programs: number;
  readonly steps: number;
  readonly spans: number;
  readonly distinctSpans: number;
  readonly mismatches: readonly FoundMismatch[];
}

export interface FoundMismatch {
  /** Gives the same batch of programs again. */
  readonly seed: number;
  /** The smallest program that was found to show it. */
  readonly program: Program;
  readonly message: string;
}

export interface CheckOptions {
  readonly programs: number;
  readonly seed: number;
  /** Stops at this many. */
  readonly maxMismatches: number;
  /** Called between batches; may throw to stop. */
  readonly onBatch?: (checked: Checked) => void;
  /** What is compared with the SDK. @default ours */
  readonly side?: (program: Program) => Side;
}

class Mismatch extends Error {
  override readonly name = "Mismatch";
}

/** A batch ends with its first mismatch: small batches lose little. */
const batchSize = 500;

/** Runs random programs on our tracer and on the SDK's, and compares all that is exported. */
export async function checkPrograms(options: CheckOptions): Promise<Checked> {
  const { maxMismatches, onBatch, side = ourSide } = options;
  const distinct = new Set<number>();
  const checked = { programs: 0, steps: 0, spans: 0, mismatches: [] as FoundMismatch[] };
  const property = fc.asyncProperty(generatedProgram, async (program) => {
    checked.steps += countSteps(program.steps);
    const expected = await runProgram(program, sdkSide(program));
    expectSame(await runProgram(program, side(program)), expected);
    checked.spans += expected.spans.length;
    for (const span of expected.spans) distinct.add(fc.hash(fc.stringify(span)));
  });
  const result = () => ({ ...checked, distinctSpans: distinct.size });
  let left = options.programs;
  for (let seed = options.seed; left > 0 && checked.mismatches.length < maxMismatches; seed++) {
    onBatch?.(result());
    const details = await fc.check(property, { seed, numRuns: Math.min(left, batchSize) });
    checked.programs += details.numRuns;
    left -= batchSize;
    const [program] = details.counterexample ?? [];
    if (program)
      checked.mismatches.push({ seed, program, message: messageOf(details.errorInstance) });
  }
  return result();
}

const countSteps = (steps: readonly Step[]): number =>
  steps.reduce((sum, step) => sum + 1 + ("body" in step ? countSteps(step.body) : 0), 0);

/** Both run within milliseconds; what is minutes apart was taken for another kind of time. */
const clockToleranceMs = 60_000;

function expectSame(ours: Outcome, sdk: Outcome): void {
  compare("calls", ours.seen, sdk.seen);
  compare("spans", ours.spans, sdk.spans);
  for (const [place, time] of ours.recentTimes.entries()) {
    const other = sdk.recentTimes[place] ?? Number.NaN;
    if (!(Math.abs(time - other) < clockToleranceMs))
      throw new Mismatch(`time ${place} is ${time} ms, the SDK's ${other} ms`);
  }
}

function compare(what: string, ours: readonly unknown[], sdk: readonly unknown[]): void {
  if (isDeepStrictEqual(ours, sdk)) return;
  const differs = ours.findIndex((each, place) => !isDeepStrictEqual(each, sdk[place]));
  const place = differs < 0 ? ours.length : differs;
  throw new Mismatch(
    `${what}, ${place} of ${ours.length} (SDK: ${sdk.length})\n  ours ${shown(ours[place])}\n  SDK  ${shown(sdk[place])}`,
  );
}

const shown = (value: unknown) => fc.stringify(value).slice(0, 1500);

const messageOf = (error: unknown) =>
  error instanceof Mismatch
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

/** A program as text that can be read. */
export function programText({ steps, ...rest }: Program): string {
  const line = (value: unknown) => fc.stringify(value).slice(0, 600);
  return [line(rest), ...steps.map((step) => `step ${line(step)}`)].join("\n");
}
