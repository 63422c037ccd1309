import { printable, shorten } from "./printable.ts";

/** One thing that is wrong with a configuration, and where. */
export interface ConfigIssue {
  /** The key's path, for example `monitoring.metrics_port`; empty for a file that can't be read. */
  readonly key: string;
  /** What is wrong and what was expected, without the value of a secret. */
  readonly message: string;
  /** The configuration file, when the fault is in it. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1, in UTF-16 units, as editors do. */
  readonly column?: number;
  /** What gave the value, when it was not the file: a variable's name, `command line`, `the program's defaults`. */
  readonly source?: string;
  /** The line of the file with a caret under the place, for a terminal; what may be secret is masked. */
  readonly excerpt?: string;
}

const MOST_IN_MESSAGE = 100;
const LONGEST_KEY = 200;

/**
 * Thrown by {@link loadConfig} with everything that is wrong, not only the first thing. The message
 * has the first 100 issues and how many there are besides.
 */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[]) {
    const more = issues.length - MOST_IN_MESSAGE;
    super(
      [
        ...issues.slice(0, MOST_IN_MESSAGE).map(formatIssue),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join("\n"),
    );
    this.issues = issues;
  }
}

/** One issue as text for a terminal: its place, what is wrong, and the excerpt on lines of its own. */
export function formatIssue(issue: ConfigIssue): string {
  const { file, line, column, source, key, message, excerpt } = issue;
  const place =
    source ?? (file === undefined ? "" : line === undefined ? file : `${file}:${line}:${column}`);
  const subject = key === "" ? message : `${shorten(key, LONGEST_KEY)}: ${message}`;
  const sentence = printable(place === "" ? subject : `${place}  ${subject}`);
  return excerpt === undefined
    ? sentence
    : [sentence, ...excerpt.split("\n").map(printable)].join("\n");
}
