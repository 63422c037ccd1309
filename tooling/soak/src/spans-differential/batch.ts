import { text } from "node:stream/consumers";
import { startChild } from "../child.ts";

/** Programs for a process of their own. */
export interface Batch {
  readonly programs: number;
  readonly seed: number;
  readonly maxMismatches: number;
}

export interface BatchReport {
  readonly programs: number;
  readonly steps: number;
  readonly spans: number;
  /** Each with its seed and the smallest program that shows it. */
  readonly mismatches: readonly string[];
}

/**
 * Runs programs in a new process: in an old one thousands of tracings would have left their context
 * managers behind, which every promise there pays for.
 */
export async function runBatch(batch: Batch, signal: AbortSignal): Promise<BatchReport> {
  const program = new URL("./batch-program.js", import.meta.url);
  const child = startChild(program, batch, { signal, timeoutMs: 300_000 });
  const [output, { end, errors }] = await Promise.all([text(child.output), child.ended()]);
  if (end !== "code 0") throw new Error(`a batch ended with ${end}\n${errors}`);
  return JSON.parse(output) as BatchReport;
}
