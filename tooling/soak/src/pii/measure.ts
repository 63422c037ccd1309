import { createLogger, type Logger } from "@ettl/logging";
import { lookAlikes, type PiiCase, positives } from "./cases.ts";
import { judge, type Verdict } from "./verdict.ts";

/**
 * THE ONE PLACE that says how a logger is asked to hide IP addresses, which it does not by default.
 * Cases marked `asksForIp` are logged with these options.
 */
const asksForIp = { redact: { values: ["ip"] } } as const;

export interface PiiTally {
  readonly cases: number;
  /** Cases that went as they should: found, or left alone. */
  readonly right: number;
}

export interface PiiFinding {
  readonly kind: string;
  readonly name: string;
  readonly excerpt: string;
}

/** One side of the corpus, counted. */
export interface PiiSide extends PiiTally {
  readonly byKind: Readonly<Record<string, PiiTally>>;
  readonly byPosition: Readonly<Record<string, PiiTally>>;
  /** All that went wrong, in the order of the corpus. Nothing secret is in it. */
  readonly wrong: readonly PiiFinding[];
}

export interface PiiReport {
  readonly positives: PiiSide;
  readonly lookAlikes: PiiSide;
  /** Share of the positives whose secret is not in the line. */
  readonly recall: number;
  /**
   * The same without Maps, Sets and `Headers`, which a logger may write as `{}`: there a secret is
   * absent without having been looked for.
   */
  readonly recallOfPrinted: number;
  /** Share of the look-alikes that were altered. */
  readonly falseAlarmRate: number;
}

export interface MeasureOptions {
  /**
   * At most so many positives, and as many look-alikes, taken evenly from the corpus.
   *
   * @default all of them
   */
  readonly count?: number;
}

/** Logs each case of the corpus with a real logger and counts what the lines give away. */
export async function measurePii({ count }: MeasureOptions = {}): Promise<PiiReport> {
  const found = logAll(spread(positives(), count));
  const kept = logAll(spread(lookAlikes(), count));
  return {
    positives: found,
    lookAlikes: kept,
    recall: found.right / found.cases,
    recallOfPrinted: recallOfPrinted(found),
    falseAlarmRate: 1 - kept.right / kept.cases,
  };
}

function logAll(cases: readonly PiiCase[]): PiiSide {
  let written = "";
  const destination = {
    write(line: string) {
      written += line;
    },
  };
  const plain = createLogger({ level: "debug", destination });
  const strict = createLogger({ level: "debug", destination, ...asksForIp });
  const side = { cases: 0, right: 0, byKind: {}, byPosition: {}, wrong: [] as PiiFinding[] };
  for (const each of cases) {
    written = "";
    const { passed, excerpt = "" } =
      attempt(each, each.asksForIp ? strict : plain) ?? judge(each, written);
    count(side, passed);
    count(tallyOf(side.byKind, each.kind), passed);
    count(tallyOf(side.byPosition, each.position), passed);
    if (!passed) side.wrong.push({ kind: each.kind, name: each.name, excerpt });
  }
  return side;
}

const maybeNotPrinted = new Set(["map-value", "map-key", "set", "headers-class"]);

function recallOfPrinted({ byPosition }: PiiSide): number {
  const printed: Counting = { cases: 0, right: 0 };
  for (const [position, { cases, right }] of Object.entries(byPosition)) {
    if (maybeNotPrinted.has(position)) continue;
    printed.cases += cases;
    printed.right += right;
  }
  return printed.right / printed.cases;
}

/** A logger that throws into its caller has failed the case, whatever it wrote. */
function attempt(each: PiiCase, logger: Logger): Verdict | undefined {
  try {
    each.log(logger);
    return undefined;
  } catch (error) {
    // Its message may hold the secret.
    return {
      passed: false,
      excerpt: `threw ${error instanceof Error ? error.name : typeof error}`,
    };
  }
}

interface Counting {
  cases: number;
  right: number;
}

function count(tally: Counting, passed: boolean): void {
  tally.cases++;
  if (passed) tally.right++;
}

function tallyOf(tallies: Record<string, Counting>, key: string): Counting {
  tallies[key] ??= { cases: 0, right: 0 };
  return tallies[key];
}

function spread<T>(list: readonly T[], count = list.length): readonly T[] {
  if (!Number.isInteger(count) || count < 1)
    throw new RangeError(`count is a whole number from 1, not ${count}`);
  if (count >= list.length) return list;
  const before = (index: number) => Math.floor((index * count) / list.length);
  return list.filter((_, index) => before(index + 1) > before(index));
}
