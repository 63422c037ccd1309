import * as z from "zod";

/** Something that goes wrong on demand. */
export type Fault = z.output<typeof faultSchema>;

const where = {
  /** How many requests it hits; for ever when absent. */
  times: z.int().min(1).optional(),
  /** Hits only paths that begin so, for example `/sync/ratings`. */
  path: z.string().startsWith("/").optional(),
};

const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("latency"), ms: z.int().min(0).max(600_000), ...where }),
  z.strictObject({ kind: z.literal("status"), status: z.int().min(400).max(599), ...where }),
  z.strictObject({
    kind: z.literal("rate-limit"),
    retryAfterSeconds: z.int().min(0).default(1),
    body: z.enum(["json", "html"]).default("json"),
    ...where,
  }),
  z.strictObject({ kind: z.literal("reset"), ...where }),
]);

/** Faults as they are given: what has a default may be left out. */
export type FaultInput = z.input<typeof faultSchema>;

/** The faults that are switched on. */
export interface Faults {
  /** With the `times` that remain. */
  list(): readonly Fault[];
  /**
   * Replaces all faults.
   *
   * @throws {TypeError} saying what was expected, when one is not understood.
   */
  set(faults: readonly FaultInput[]): void;
  clear(): void;
  /** Those that hit this request: every latency, then the first of another kind; each used once. */
  take(path: string): Fault[];
}

/** Starts with no fault. */
export function createFaults(): Faults {
  let faults: Fault[] = [];

  const use = (used: Fault) => {
    faults = faults.flatMap((fault) => {
      if (fault !== used || fault.times === undefined) return [fault];
      return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
    });
  };

  return {
    list: () => faults,
    set: (input) => {
      faults = parse(input);
    },
    clear: () => {
      faults = [];
    },
    take: (path) => {
      const matching = faults.filter((fault) => path.startsWith(fault.path ?? "/"));
      const final = matching.find((fault) => fault.kind !== "latency");
      const hits = matching.filter((fault) => fault.kind === "latency" || fault === final);
      hits.forEach(use);
      return hits;
    },
  };
}

function parse(input: unknown): Fault[] {
  const result = z.array(faultSchema).safeParse(input);
  if (result.success) return result.data;
  throw new TypeError(
    `faults are a list like [{ "kind": "latency", "ms": 200 }, { "kind": "status", "status": 500, ` +
      `"times": 3, "path": "/sync/ratings" }, { "kind": "rate-limit", "retryAfterSeconds": 2, ` +
      `"body": "html" | "json" }, { "kind": "reset" }]; ${z.prettifyError(result.error)}`,
  );
}
