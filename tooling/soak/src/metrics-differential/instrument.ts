import type { Spec } from "./program.ts";

export type Call = (...given: readonly unknown[]) => unknown;

/** An instrument or a bound child of one: only what a program calls, by its name. */
export type Callable = Readonly<Record<string, unknown>>;

/** How a call ended. */
export interface Outcome {
  readonly threw: boolean;
  readonly result: unknown;
}

export function call(target: Callable, method: string, given: readonly unknown[]): Outcome {
  const callee = target[method] as Call | undefined;
  if (typeof callee !== "function") throw new TypeError(`there is no ${method}`);
  return attempt(() => callee.apply(target, [...given]));
}

export function attempt(action: () => unknown): Outcome {
  try {
    return { threw: false, result: action() };
  } catch (error) {
    return { threw: true, result: error };
  }
}

/** Methods that record a sample, in the order in which programs number them. */
export function recordingMethods({ type, zeroes }: Spec): readonly string[] {
  if (type === "counter") return ["inc"];
  if (type === "histogram" && zeroes) return ["observe", "observe", "observe", "zero"];
  if (type !== "gauge") return ["observe"];
  return ["inc", "set", "dec", "inc", "set", "setToCurrentTime"];
}

/** The configuration that both sides are given. Undefined options are left out, as callers do. */
export function configOf(spec: Spec, name: string): object {
  const { type, help, labelNames, aggregator } = spec;
  const options = {
    name,
    help,
    labelNames: [...labelNames],
    aggregator,
    ...(type === "histogram" && { buckets: spec.buckets && [...spec.buckets] }),
    ...((type === "histogram" || type === "counter") && { enableExemplars: spec.exemplars }),
    ...(type === "summary" && {
      percentiles: spec.percentiles && [...spec.percentiles],
      compressCount: spec.compressCount,
      pruneAgedBuckets: spec.pruneAgedBuckets,
    }),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
