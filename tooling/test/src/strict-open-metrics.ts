import { spawn } from "node:child_process";
import { once } from "node:events";

export interface StrictSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: { readonly labels: Readonly<Record<string, string>>; readonly value: number };
}

/** What the parser made of one text: its samples, or why it refuses it. */
export type StrictReading = { readonly samples: StrictSample[] } | { readonly refused: string };

// Debian's own Python, to which Debian's module belongs. Numbers travel as text: JSON has no infinity.
const python = "/usr/bin/python3";
const program = `
import base64, json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse

def number(value):
    return repr(float(value))

def sample(s):
    found = {"name": s.name, "labels": s.labels, "value": number(s.value)}
    if s.exemplar:
        found["exemplar"] = {"labels": s.exemplar.labels, "value": number(s.exemplar.value)}
    return found

for line in sys.stdin:
    try:
        text = base64.b64decode(line).decode("utf-8", "strict")
        families = list(parse(text))
        print(json.dumps({"samples": [sample(s) for f in families for s in f.samples]}))
    except Exception as error:
        print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
`;

/**
 * Reads OpenMetrics texts with the strict parser of Prometheus' client for Python, all in one
 * process.
 */
export async function strictOpenMetrics(texts: readonly Buffer[]): Promise<StrictReading[]> {
  const child = spawn(python, ["-c", program], { stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const closed = once(child, "close");
  child.stdin.end(texts.map((text) => `${text.toString("base64")}\n`).join(""));
  const [code] = await closed;
  const lines = output.split("\n").filter((line) => line !== "");
  if (code !== 0 || lines.length !== texts.length)
    throw new Error(`the parser read ${lines.length} of ${texts.length} texts: ${errors}`);
  return lines.map((line) => JSON.parse(line, revivedNumber));
}

/** Python writes inf and nan; everything else as JavaScript does. */
function revivedNumber(this: object, key: string, value: unknown): unknown {
  // A label may be called so, too: its neighbours then are no sample's.
  if (key !== "value" || !("labels" in this)) return value;
  return Number(String(value).replace("inf", "Infinity").replace("nan", "NaN"));
}
