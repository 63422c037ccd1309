import { printable } from "./printable.ts";

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

/** Thrown by {@link loadConfig} with everything that is wrong, not only the first thing. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[]) {
    super(issues.map(formatIssue).join("\n"));
    this.issues = issues;
  }
}

/** One issue as text for a terminal: its place, what is wrong, and the excerpt on lines of its own. */
export function formatIssue(issue: ConfigIssue): string {
  const { file, line, column, source, key, message, excerpt } = issue;
  const place =
    source ?? (file === undefined ? "" : line === undefined ? file : `${file}:${line}:${column}`);
  const subject = key === "" ? message : `${key}: ${message}`;
  const sentence = printable(place === "" ? subject : `${place}  ${subject}`);
  return excerpt === undefined
    ? sentence
    : [sentence, ...excerpt.split("\n").map(printable)].join("\n");
}
