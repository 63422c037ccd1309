/** Labels by the name of a series, as one or more programs serve it. */
export type KnownSeries = ReadonlyMap<string, ReadonlySet<string>>;

/** What Prometheus adds to each series that it scrapes. */
const target = ["job", "instance"];

/** Series that Prometheus writes itself. */
const ofPrometheus: Readonly<Record<string, readonly string[]>> = {
  up: target,
  scrape_samples_scraped: target,
};

/** Reads answers of `/metrics`. A family without a sample is not there: nothing could be asked of it. */
export function servedSeries(...texts: readonly string[]): KnownSeries {
  const series = new Map(
    Object.entries(ofPrometheus).map(([name, labels]) => [name, new Set(labels)]),
  );
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    const [, name, labels = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set(target);
    for (const [, label = ""] of labels.matchAll(/[{,]([a-zA-Z_][a-zA-Z0-9_]*)="/g))
      known.add(label);
    series.set(name, known);
  }
  return series;
}
