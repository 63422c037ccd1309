import * as fc from "fast-check";
import { generatedProgram } from "./generated-program.ts";
import type { Program } from "./program.ts";
import { runProgram } from "./run-program.ts";

/** What random programs showed. */
export interface Checked {
  readonly programs: number;
  readonly steps: number;
  readonly outputs: number;
  readonly distinctOutputs: number;
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
}

/** A batch ends with its first mismatch: small batches lose little. */
const batchSize = 500;

/** Runs random programs on our instruments and on prom-client's, and compares all they write. */
export async function checkPrograms(options: CheckOptions): Promise<Checked> {
  const { maxMismatches, onBatch } = options;
  const distinct = new Set<number>();
  const checked = { programs: 0, steps: 0, outputs: 0, mismatches: [] as FoundMismatch[] };
  const property = fc.asyncProperty(generatedProgram, async (program) => {
    checked.steps += program.steps.length;
    for (const output of await runProgram(program)) {
      checked.outputs++;
      distinct.add(fc.hash(output));
    }
  });
  const result = () => ({ ...checked, distinctOutputs: distinct.size });
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

const messageOf = (error: unknown) =>
  error instanceof Error && error.name === "Mismatch"
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

/** A program as text that can be read, and pasted into a test where it has no symbols. */
export function programText({ specs, labelValues, steps }: Program): string {
  const line = (value: unknown) => fc.stringify(value).slice(0, 400);
  return [
    `labelValues ${line(labelValues)}`,
    ...specs.map((spec) => `spec ${line(spec)}`),
    ...steps.map((step) => `step ${line(step)}`),
  ].join("\n");
}
