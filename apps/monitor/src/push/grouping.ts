import { isLabelName } from "../exposition/name-characters.ts";

/** The labels of a group, `job` among them: its key, and what all of its series have. */
export type Grouping = Readonly<Record<string, string>>;

/** A path that names no group; the message says why, for the client. */
export class GroupingError extends Error {
  override readonly name = "GroupingError";
}

const base64Suffix = "@base64";

/** Whether a path is meant for a push, be it a good one or not. It has the escapes it came with. */
export function isPushPath(path: string): boolean {
  return /^\/metrics\/job(?:(?:@|%40)base64)?\//.test(path);
}

/**
 * The group that a path names: `/metrics/job/<job>{/<label>/<value>}`, with `@base64` after `job` or
 * a label for a value in base64url.
 *
 * Segments are decoded one by one, so that `%2F` is part of a value; the real Pushgateway takes it
 * for a separator.
 *
 * @param path as it was requested, with its escapes.
 * @throws {GroupingError} No group can have such labels.
 */
export function groupingOf(path: string): Grouping {
  const [, , kind = "", job = "", ...pairs] = path.split("/").map(decodedSegment);
  // One slash at the end is none, as for the real one.
  if (pairs.length === 1 && pairs[0] === "") pairs.pop();
  if (pairs.length % 2 !== 0)
    throw new GroupingError(
      `expected a value after each label, found ${pairs.length} segments after the job`,
    );
  const labels: Record<string, string> = {};
  for (let place = 0; place < pairs.length; place += 2) {
    const written = pairs[place] ?? "";
    const name = withoutSuffix(written);
    if (!isLabelName(name) || name.startsWith("__"))
      throw new GroupingError(`expected the name of a label, found ${JSON.stringify(name)}`);
    labels[name] = labelValue(written, pairs[place + 1] ?? "");
  }
  labels.job = labelValue(kind, job);
  if (labels.job === "") throw new GroupingError("expected a name of the job, found none");
  return labels;
}

/** The same for the same labels in any order, and for nothing else. */
export function groupKey(grouping: Grouping): string {
  return JSON.stringify(Object.entries(grouping).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A group as people read it, such as `{instance="a", job="nightly"}`. */
export function groupText(key: string): string {
  const labels = JSON.parse(key) as [string, string][];
  return `{${labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ")}}`;
}

function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new GroupingError("expected a path whose escapes are UTF-8");
  }
}

function withoutSuffix(name: string): string {
  return name.endsWith(base64Suffix) ? name.slice(0, -base64Suffix.length) : name;
}

function labelValue(name: string, written: string): string {
  if (!name.endsWith(base64Suffix)) return written;
  const bare = written.replace(/=+$/, "");
  if (!/^[\w-]*$/.test(bare) || bare.length % 4 === 1)
    throw new GroupingError(`expected base64url as ${name}, found ${JSON.stringify(written)}`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(bare, "base64url"),
    );
  } catch {
    throw new GroupingError(`expected UTF-8 in the base64url of ${name}`);
  }
}
