import { debianPython, pythonAnswers, pythonNumber } from "./python.ts";

export interface StrictSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly exemplar?: { readonly labels: Readonly<Record<string, string>>; readonly value: number };
}

/** What the parser made of one text: its samples, or why it refuses it. */
export type StrictReading = { readonly samples: StrictSample[] } | { readonly refused: string };

// Numbers travel as text: JSON has no infinity.
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
  const lines = await pythonAnswers(
    debianPython,
    ["-c", program],
    texts.map((text) => text.toString("base64")),
  );
  return lines.map((line) => JSON.parse(line, revivedNumber));
}

function revivedNumber(this: object, key: string, value: unknown): unknown {
  // A label may be called so, too: its neighbours then are no sample's.
  if (key !== "value" || !("labels" in this)) return value;
  return pythonNumber(String(value));
}
