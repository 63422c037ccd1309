/** One line that carries a value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: { readonly labels: Readonly<Record<string, string>>; readonly value: number };
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*/;
// prom-client writes Nan; readers take it in any case.
const number = /^(?:[+-]?Inf|NaN|Nan|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ["", "_total"],
  gauge: [""],
  untyped: [""],
  unknown: [""],
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["", "_sum", "_count"],
};

/**
 * Reads Prometheus text 0.0.4, or OpenMetrics 1.0, and takes nothing that the format does not allow.
 *
 * @throws with the line that is wrong.
 */
export function parseExposition(text: string, form: "text" | "OpenMetrics" = "text"): Family[] {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const lines = text.slice(0, -1).split("\n");
  if (form === "OpenMetrics" && lines.pop() !== "# EOF") throw new Error("no # EOF at the end");
  const families: (Family & { samples: Sample[] })[] = [];
  const seen = new Set<string>();
  lines.forEach((line, place) => {
    try {
      readLine(line);
    } catch (error) {
      throw new Error(`line ${place + 1}: ${(error as Error).message}: ${JSON.stringify(line)}`);
    }
  });
  return families;

  function readLine(line: string): void {
    const family = families.at(-1);
    if (line === "") {
      if (form === "OpenMetrics") throw new Error("an empty line");
    } else if (line.startsWith("# HELP ")) {
      const [name, help] = nameAndRest(line.slice(7));
      if (families.some((each) => each.name === name)) throw new Error("a second HELP");
      families.push({
        name,
        help: unescaped(help, form === "text" ? "\\n" : '\\n"'),
        type: "",
        samples: [],
      });
    } else if (line.startsWith("# TYPE ")) {
      const [name, type] = nameAndRest(line.slice(7));
      if (family?.name !== name || family.type || family.samples.length > 0)
        throw new Error("TYPE is not between its HELP and its samples");
      if (!suffixes[type]) throw new Error("no such type");
      Object.assign(family, { type });
    } else if (line.startsWith("#")) throw new Error("neither HELP nor TYPE");
    else {
      const sample = readSample(line, form);
      if (!family || !suffixes[family.type]?.some((suffix) => sample.name === family.name + suffix))
        throw new Error("a sample outside its family");
      const labels = Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1));
      const series = JSON.stringify([sample.name, labels]);
      if (seen.has(series)) throw new Error("a series twice");
      seen.add(series);
      family.samples.push(sample);
    }
  }
}

function nameAndRest(text: string): [string, string] {
  const name = metricName.exec(text)?.[0];
  if (name === undefined || text[name.length] !== " ") throw new Error("no metric name");
  return [name, text.slice(name.length + 1)];
}

function readSample(line: string, form: string): Sample {
  const name = metricName.exec(line)?.[0];
  if (name === undefined) throw new Error("no metric name");
  const labels = readLabels(line, name.length);
  const [value, ...rest] = (line.slice(labels.end).match(/^ (.*)$/)?.[1] ?? "").split(" # ");
  const sample = { name, labels: labels.labels, value: numberOf(value ?? "") };
  if (rest.length === 0) return sample;
  if (form === "text") throw new Error("an exemplar in text 0.0.4");
  const written = rest.join(" # ");
  const exemplar = readLabels(written, 0);
  if (exemplar.end === 0) throw new Error("an exemplar without braces");
  const [exemplarValue = "", time = "0", ...more] = written.slice(exemplar.end + 1).split(" ");
  if (more.length > 0 || !/^\d+(\.\d+)?$/.test(time)) throw new Error("no time of an exemplar");
  return { ...sample, exemplar: { labels: exemplar.labels, value: numberOf(exemplarValue) } };
}

function readLabels(line: string, start: number) {
  const labels: Record<string, string> = Object.create(null);
  if (line[start] !== "{") return { labels, end: start };
  let at = start + 1;
  while (line[at] !== "}") {
    const name = labelName.exec(line.slice(at))?.[0];
    if (name === undefined) throw new Error("no label name");
    if (name in labels) throw new Error("a label twice");
    at += name.length;
    if (!line.startsWith('="', at)) throw new Error("no quoted label value");
    const begin = at + 2;
    for (at = begin; line[at] !== '"'; at++) {
      if (at >= line.length) throw new Error("a label value without end");
      if (line[at] === "\\") at++;
    }
    labels[name] = unescaped(line.slice(begin, at), '\\n"');
    at++;
    if (line[at] === ",") at++;
    else if (line[at] !== "}") throw new Error("neither , nor } after a label");
  }
  return { labels, end: at + 1 };
}

function unescaped(text: string, allowed: string): string {
  return text.replace(/\\(.?)/gs, (_, escaped: string) => {
    if (escaped === "" || !allowed.includes(escaped)) throw new Error("an unknown escape");
    return escaped === "n" ? "\n" : escaped;
  });
}

function numberOf(text: string): number {
  if (!number.test(text)) throw new Error("no number");
  return Number(text.replace("Inf", "Infinity"));
}
