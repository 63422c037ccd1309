import * as z from "zod";
import { clash, takenBy } from "./metric-names.ts";

/** The label that a type writes itself. */
const ownLabel = { histogram: "le", summary: "quantile", counter: undefined, gauge: undefined };

const labelName = z
  .string()
  .regex(/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/, "expected letters, digits and _, without __ in front");

const customMetric = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "expected letters, digits, _ and :, no digit in front")
      .describe("As it is scraped; the prefix is not put before it. Required."),
    type: z
      .enum(["counter", "gauge", "histogram", "summary"])
      .describe("counter, gauge, histogram or summary. Required."),
    help: z.string().min(1).describe("What it counts, in which unit. Required."),
    labels: z.array(labelName).default([]).describe("Names of its labels."),
    buckets: z
      .array(z.number())
      .min(1)
      .optional()
      .describe("Upper bounds, ascending, for a histogram. Default: 0.005 to 10, for seconds."),
  })
  .superRefine(({ type, labels, buckets }, context) => {
    const problem = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    for (const [index, label] of labels.entries()) {
      if (label === ownLabel[type])
        problem(["labels", index], `a ${type} writes this label itself`);
      if (labels.indexOf(label) !== index) problem(["labels", index], "it is there twice");
    }
    if (buckets && type !== "histogram")
      problem(["buckets"], `only a histogram has buckets, and this is a ${type}`);
    const wrong = buckets?.findIndex((bound, i) => i > 0 && !(bound > (buckets[i - 1] ?? bound)));
    if (wrong !== undefined && wrong > 0)
      problem(["buckets", wrong], "expected more than the bound before it");
  })
  .transform(({ labels, buckets, ...metric }) => ({
    ...metric,
    labelNames: labels,
    ...(buckets && { buckets }),
  }));

/** `[[metrics.custom]]`: metrics of the program's own business. */
export const customMetrics = z.array(customMetric);

/** Finds names that are taken, by another of them or by a metric that is there anyway. */
export function refuseTakenNames(
  { prefix, custom }: { prefix: string; custom: readonly z.output<typeof customMetric>[] },
  context: z.RefinementCtx,
): void {
  for (const [index, metric] of custom.entries()) {
    const earlier = custom.slice(0, index).find((other) => clash(metric, other));
    const taken = earlier ? `the metric ${earlier.name} is there already` : takenBy(metric, prefix);
    if (taken === undefined) continue;
    const path = ["custom", index, "name"];
    context.addIssue({ code: "custom", path, message: `${taken}. Choose another name` });
  }
}
