import { wanted } from "./texts.ts";

export interface Sample {
  readonly name: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly value: number;
}

/** What of the monitor is measured; it has no public door of its own. */
interface OwnExposition {
  parseExposition(text: Uint8Array): readonly { readonly samples: readonly Sample[] }[];
  sampleScanner(
    names: Iterable<string>,
  ): (text: Uint8Array, onSample: (sample: Sample) => void) => void;
}

const { parseExposition, sampleScanner } = (await import(
  new URL("../../../../../apps/monitor/dist/exposition/index.js", import.meta.url).href
)) as OwnExposition;

export function parsed(body: Buffer): Sample[] {
  return parseExposition(body).flatMap(({ samples }) => samples);
}

const scan = sampleScanner(wanted);

export function picked(body: Buffer): Sample[] {
  const samples: Sample[] = [];
  scan(body, (sample) => samples.push(sample));
  return samples;
}

// What one writes first.
const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

function sampleOf(name: string, labels: string | undefined, value: string): Sample {
  return {
    name,
    labels:
      labels === undefined
        ? []
        : Array.from(labels.matchAll(label), ([, key = "", text = ""]) => ({
            name: key,
            value: text.replace(/\\(.)/g, (_, one: string) => (one === "n" ? "\n" : one)),
          })),
    value: Number(value.replace("Inf", "Infinity")),
  };
}

/** Every sample, by a pattern for each line. Checks nothing but that the line fits. */
export function parsedByPattern(body: Buffer): Sample[] {
  const samples: Sample[] = [];
  for (const text of body.toString().split("\n")) {
    if (text === "" || text.startsWith("#")) continue;
    const [, name = "", labels, value = ""] = line.exec(text) ?? [];
    if (name === "") throw new Error(`no sample: ${text}`);
    samples.push(sampleOf(name, labels, value));
  }
  return samples;
}

/** Wanted samples, by a pattern for each line. */
export function pickedByPattern(body: Buffer): Sample[] {
  const samples: Sample[] = [];
  for (const text of body.toString().split("\n")) {
    if (text === "" || text.startsWith("#")) continue;
    const [, name = "", labels, value = ""] = line.exec(text) ?? [];
    if (wanted.has(name)) samples.push(sampleOf(name, labels, value));
  }
  return samples;
}

const wantedLine = new RegExp(`^(${[...wanted].join("|")})(?:\\{(.*)\\})? (\\S+)$`, "gm");

/** Wanted samples, by one pattern over the whole text. */
export function pickedByOnePattern(body: Buffer): Sample[] {
  return Array.from(body.toString().matchAll(wantedLine), ([, name = "", labels, value = ""]) =>
    sampleOf(name, labels, value),
  );
}

/** The least that anything does that looks at every byte. */
export function walked(body: Buffer): number {
  let sum = 0;
  for (let at = 0; at < body.length; at++) sum += body[at] ?? 0;
  return sum;
}
