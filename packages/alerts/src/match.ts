import { type AlertLevel, alertLevels } from "./alert.ts";
import { fingerprint as fingerprintOf } from "./fingerprint.ts";

/**
 * Which alerts are meant. What is left out fits all; of each list one entry must fit, of the labels
 * all. `*` in a text stands for any characters.
 */
export interface AlertMatcher {
  readonly levels?: readonly AlertLevel[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly titles?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** One alert, at any level. */
  readonly fingerprint?: string | undefined;
}

/** What of an alert is looked at. */
export interface Matchable {
  readonly fingerprint: string;
  readonly level: AlertLevel;
  readonly title: string;
  readonly source: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Tells whether an alert is meant. */
export type Matches = (alert: Matchable) => boolean;

/**
 * Prepares a matcher.
 *
 * @throws {TypeError} for one that is none; `where` begins the message.
 */
export function matches(where: string, matcher: AlertMatcher): Matches {
  const { levels, sources, titles, labels, fingerprint } = matcher;
  for (const level of texts(`${where}.levels`, levels) ?? [])
    if (!alertLevels.includes(level as AlertLevel))
      throw new TypeError(`${where}.levels: expected some of ${alertLevels.join(", ")}`);
  const anySource = anyOf(texts(`${where}.sources`, sources));
  const anyTitle = anyOf(texts(`${where}.titles`, titles));
  if (labels !== undefined && (typeof labels !== "object" || labels === null))
    throw new TypeError(`${where}.labels: expected texts by name`);
  const eachLabel = Object.entries(labels ?? {}).map(([name, value]) => {
    if (typeof value !== "string") throw new TypeError(`${where}.labels.${name}: expected a text`);
    return [name, pattern(value)] as const;
  });
  if (fingerprint !== undefined && typeof fingerprint !== "string")
    throw new TypeError(`${where}.fingerprint: expected a text`);
  return (alert) =>
    (fingerprint === undefined || alert.fingerprint === fingerprint) &&
    (levels === undefined || levels.includes(alert.level)) &&
    anySource(alert.source) &&
    anyTitle(alert.title) &&
    eachLabel.every(([name, fits]) => fits(alert.labels?.[name] ?? ""));
}

/** Whether a matcher says anything at all. */
export function isEmptyMatcher({
  levels,
  sources,
  titles,
  labels,
  fingerprint,
}: AlertMatcher): boolean {
  const named = [...(levels ?? []), ...(sources ?? []), ...(titles ?? [])];
  return named.length === 0 && Object.keys(labels ?? {}).length === 0 && !fingerprint;
}

/** The identity an alert is known by, whether given as such or as the alert. */
export const keyOf = (given: string | Parameters<typeof fingerprintOf>[0]): string =>
  typeof given === "string" ? given : fingerprintOf(given);

function texts(where: string, given: readonly string[] | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.some((text) => typeof text !== "string"))
    throw new TypeError(`${where}: expected an array of texts`);
  return given;
}

function anyOf(given: readonly string[] | undefined): (text: string) => boolean {
  if (given === undefined || given.length === 0) return () => true;
  const patterns = given.map(pattern);
  return (text) => patterns.some((fits) => fits(text));
}

/** No regular expression: a pattern from a stranger must not be able to take its time. */
function pattern(given: string): (text: string) => boolean {
  const parts = given.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return (text) => text === given;
  return (text) => {
    if (text.length < first.length + last.length) return false;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = text.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= text.length - last.length;
  };
}
