/** What is known of a metric that a program serves. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  /** Values seen so far, by label. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
/** Labels that a kind of metric has by itself. */
const ofKinds = new Set(["le", "quantile"]);

/** Every metric of a text in Prometheus' format, those without a sample too. */
export function readFamilies(text: string): Family[] {
  const families = new Map<
    string,
    { type: string; help: string; labels: Map<string, Set<string>> }
  >();
  const helps = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === "HELP") helps.set(name, rest);
    if (kind === "TYPE")
      families.set(name, { type: rest, help: helps.get(name) ?? "", labels: new Map() });
    const [, sampleName = "", labels = ""] = (kind === undefined && sample.exec(line)) || [];
    const family =
      families.get(sampleName) ?? families.get(sampleName.replace(/_(?:bucket|sum|count)$/, ""));
    if (family === undefined) continue;
    for (const [, key = "", value = ""] of labels.matchAll(label)) {
      if (ofKinds.has(key)) continue;
      const values = family.labels.get(key) ?? new Set();
      family.labels.set(key, values.add(value));
    }
  }
  return [...families].map(([name, { type, help, labels }]) => ({
    name,
    type,
    help,
    labels: Object.fromEntries([...labels].map(([key, values]) => [key, [...values]])),
  }));
}
