import * as z from "zod";

/** Something that goes wrong on demand. */
export type Fault = z.output<typeof faultSchema>;

const where = {
  /** How many requests it hits; for ever when absent. */
  times: z.int().min(1).optional(),
  /** Hits only paths, with their queries, that begin so: `/sync/ratings`, `/sync/history/movies?page=3&`. */
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
  /** The connection breaks amid the body. */
  z.strictObject({ kind: z.literal("cut"), ...where }),
  /** A success that is an HTML page, or JSON without its end. */
  z.strictObject({ kind: z.literal("html"), ...where }),
  z.strictObject({ kind: z.literal("truncated"), ...where }),
  /** What is wrong with the pages of a list. */
  z.strictObject({
    kind: z.literal("pages"),
    how: z.enum(["duplicate", "empty", "loop", "no-headers", "clamp"]),
    ...where,
  }),
  /** The account changes just before the answer: so many plays more, or fewer. */
  z.strictObject({ kind: z.literal("change"), plays: z.int().min(-1000).max(1000), ...where }),
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
  /** Those that hit this request: every latency and change, then the first of another kind; each used once. */
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
      const goesOn = ({ kind }: Fault) => kind === "latency" || kind === "change";
      const final = matching.find((fault) => !goesOn(fault));
      const hits = matching.filter((fault) => goesOn(fault) || fault === final);
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
      `"body": "html" | "json" }, { "kind": "reset" | "cut" | "html" | "truncated" }, { "kind": "pages", ` +
      `"how": "duplicate" | "empty" | "loop" | "no-headers" | "clamp" }, { "kind": "change", "plays": 1 }]; ${z.prettifyError(result.error)}`,
  );
}
