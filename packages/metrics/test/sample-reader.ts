import type { Metrics } from "@ettl/metrics";

/** Scrapes once; the result gives the value of a sample by its name with labels, NaN if it is not there. */
export async function readSamples(metrics: Metrics): Promise<(sample: string) => number> {
  const lines = (await metrics.scrape()).body.toString().split("\n");
  return (sample) =>
    Number(
      lines
        .find((line) => line.startsWith(`${sample} `))
        ?.split(" ")
        .at(-1) ?? Number.NaN,
    );
}
