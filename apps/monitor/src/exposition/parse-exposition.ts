import { type Announcement, announcementAt, type FamilyType } from "./comment-line.ts";
import { errorAt } from "./exposition-error.ts";
import { baseName, roleOf, roleProblem, type SampleRole } from "./family-rules.ts";
import { type ExpositionSample, SampleLine } from "./sample-line.ts";
import { SeriesSet } from "./series-set.ts";
import { textOf } from "./text-of.ts";

/** What belongs to one metric: its samples, and what was said about it. */
export interface ExpositionFamily {
  readonly name: string;
  readonly type: FamilyType;
  /** Undefined where there is no HELP. */
  readonly help: string | undefined;
  /** In the order of the text. */
  readonly samples: readonly ExpositionSample[];
}

export interface ParseOptions {
  /**
   * Whether lines of a family may have lines of others between them. The format forbids it,
   * Prometheus and its Pushgateway take it.
   *
   * @default false
   */
  readonly interleaved?: boolean;
  /**
   * Whether a series may be there twice. The format forbids it; who merges series looks for it
   * later and better.
   *
   * @default false
   */
  readonly duplicates?: boolean;
}

interface OpenFamily {
  readonly name: string;
  type: FamilyType | undefined;
  help: string | undefined;
  readonly samples: ExpositionSample[];
  readonly series: SeriesSet;
}

const tab = 9;
const newline = 10;
const blank = 32;
const hash = 35;

/**
 * Reads the Prometheus text format 0.0.4, and nothing else: neither OpenMetrics nor names in quotes.
 * Families without a sample are left out.
 *
 * @throws {ExpositionError} with the first line that is wrong.
 */
export function parseExposition(
  exposition: string | Uint8Array,
  { interleaved = false, duplicates = false }: ParseOptions = {},
): ExpositionFamily[] {
  const text = textOf(exposition);
  const line = new SampleLine(text);
  const families = new Map<string, OpenFamily>();
  let current: OpenFamily | undefined;
  let sampleName: string | undefined;
  let role: SampleRole = "value";

  const enter = (family: OpenFamily, at: number) => {
    if (family === current) return family;
    if (!interleaved && families.has(family.name))
      throw errorAt(text, at, `expected all lines of ${family.name} in one group`);
    families.set(family.name, family);
    current = family;
    return family;
  };

  const announce = (announcement: Announcement, at: number) => {
    const { name, keyword } = announcement;
    const known = owner(families, name);
    if (known !== undefined && known.name !== name)
      throw errorAt(
        text,
        at,
        `expected no ${keyword} of ${name}, a part of the ${known.type} ${known.name}`,
      );
    const family = enter(known ?? newFamily(name), at);
    sampleName = undefined;
    if (keyword === "HELP") {
      if (family.help !== undefined) throw errorAt(text, at, `a second HELP of ${name}`);
      family.help = announcement.help;
    } else {
      if (family.samples.length > 0)
        throw errorAt(text, at, `expected TYPE of ${name} before its samples`);
      if (family.type !== undefined) throw errorAt(text, at, `a second TYPE of ${name}`);
      family.type = announcement.type;
    }
  };

  const familyOf = (name: string, at: number): OpenFamily => {
    if (name === sampleName && current !== undefined) return current;
    const family = owner(families, name) ?? newFamily(name);
    sampleName = name;
    role = roleOf(name, family.name, family.type ?? "untyped") ?? "value";
    return enter(family, at);
  };

  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === blank || code === tab || code === newline) {
      at++;
      continue;
    }
    if (code === hash) {
      line.skip(at);
      const announcement = announcementAt(text, at, line.next - 1);
      if (announcement !== undefined) announce(announcement, at);
    } else {
      const family = familyOf(line.readName(at), at);
      const sample = line.readRest();
      const problem = roleProblem(sample, family.type ?? "untyped", role);
      if (problem !== undefined) throw errorAt(text, at, problem);
      if (!duplicates && !family.series.add(sample, line.writtenLabels))
        throw errorAt(text, at, `${sample.name} is there twice with the same labels`);
      family.samples.push(sample);
    }
    at = line.next;
  }
  return [...families.values()]
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type = "untyped", help, samples }) => ({ name, type, help, samples }));
}

function newFamily(name: string): OpenFamily {
  return { name, type: undefined, help: undefined, samples: [], series: new SeriesSet() };
}

/** The family that a sample of this name belongs to: its own, or a histogram or summary. */
function owner(families: ReadonlyMap<string, OpenFamily>, name: string): OpenFamily | undefined {
  const own = families.get(name);
  if (own !== undefined) return own;
  const base = baseName(name);
  const family = base === undefined ? undefined : families.get(base);
  const isPart = family?.type !== undefined && roleOf(name, family.name, family.type) !== undefined;
  return isPart ? family : undefined;
}
