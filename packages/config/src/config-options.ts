import type * as z from "zod";
import type { ConfigIssue } from "./config-error.ts";
import type { Environment } from "./variables.ts";

/** A key that a variable sets, with a reading of its own for the variable's text. */
export interface VariableAlias {
  /** Path of the key, such as `tracing.sampling_rate`; as a list where a name in it has dots. */
  readonly key: string | readonly string[];
  /**
   * Turns the text, or that of its `_FILE`, into the key's value; undefined counts as unset.
   *
   * @throws for a text that makes no sense; the error's message becomes the issue's.
   */
  readonly read: (text: string) => unknown;
}

/** What `inspectConfig` reads, and by which schema. */
export interface InspectConfigOptions<S extends z.ZodType> {
  /** An object schema with one entry per section. Other top-level tables of the file are left alone. */
  readonly schema: S;
  /**
   * Makes a closer schema of what the file says, unchecked, before anything is checked: for keys
   * that only a package knows which the file names.
   *
   * @default schema
   */
  readonly schemaFor?: (file: {
    readonly path: string;
    readonly table: Readonly<Record<string, unknown>>;
  }) => Promise<S>;
  /** Path of a TOML file. Without one only variables, flags and defaults count. */
  readonly file?: string;
  /**
   * The environment to read `ETTL_<SECTION>__<KEY>` and the aliases from.
   *
   * @default {}
   */
  readonly env?: Environment;
  /**
   * Further variables and the key each one sets, for example `{ LOG_LEVEL: "logging.level" }`.
   * Later ones win over earlier ones, `ETTL_…` wins over all of them; an empty one is unset.
   */
  readonly aliases?: Readonly<Record<string, string | VariableAlias>>;
  /**
   * Aliases whose bad value is left out with a warning, not refused: those that other programs
   * own too, such as OpenTelemetry's.
   *
   * @default []
   */
  readonly lenient?: readonly string[];
  /**
   * Values of the program's own below everything else, by key path: for a default that differs
   * from the schema's.
   */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Values that win over everything, by key path, for example `{ "monitoring.metrics_port": 9464 }`. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** What `loadConfig` reads, by which schema, and who is told of doubts. */
export interface LoadConfigOptions<S extends z.ZodType> extends InspectConfigOptions<S> {
  /** Gets what is doubtful but no reason to stop, such as a file of secrets that others can read. */
  readonly onWarning?: (issue: ConfigIssue) => void;
}
