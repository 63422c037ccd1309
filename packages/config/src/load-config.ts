import type * as z from "zod";
import { ConfigError, type ConfigIssue } from "./config-error.ts";
import { copyTable, deepFreeze, setAt, setDefault, type Table } from "./layers.ts";
import { keyPositions } from "./positions.ts";
import { type Shape, shapeAt, shapeOf } from "./schema-shape.ts";
import { suggest } from "./suggest.ts";
import { readTomlFile } from "./toml-file.ts";
import { type Assignment, type Environment, readVariables } from "./variables.ts";

export interface LoadConfigOptions<S extends z.ZodType> {
  /** An object schema with one entry per section. Other top-level tables of the file are left alone. */
  readonly schema: S;
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
  readonly aliases?: Readonly<Record<string, string>>;
  /**
   * Aliases whose bad value is left out with a warning, not refused: those that other programs
   * own too, such as OpenTelemetry's.
   *
   * @default []
   */
  readonly lenient?: readonly string[];
  /** Gets the warnings about lenient variables; they name the variable, never its value. */
  readonly onWarning?: (issue: ConfigIssue) => void;
  /**
   * Values of the program's own below everything else, by key path: for a default that differs
   * from the schema's.
   */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Values that win over everything, by key path, for example `{ "monitoring.metrics_port": 9464 }`. */
  readonly flags?: Readonly<Record<string, unknown>>;
}

/**
 * Loads one configuration: defaults < file < environment < flags, checked and frozen.
 *
 * @throws {ConfigError} Everything that is wrong, each with its file:line:column, variable or flag.
 */
export async function loadConfig<S extends z.ZodType>(
  options: LoadConfigOptions<S>,
): Promise<z.output<S>> {
  const { schema, env = {}, aliases = {}, defaults = {}, flags = {} } = options;
  const shape = shapeOf(schema);
  const file = options.file === undefined ? undefined : await readTomlFile(options.file);
  const table: Table = file?.table ?? Object.create(null);
  const issues: ConfigIssue[] = [];

  const strangers = Object.keys(table).filter((key) => !shape.keys.has(key));
  let positions: ReturnType<typeof keyPositions> | undefined;
  const positionOf = async (path: readonly PropertyKey[]) => {
    if (!file) return undefined;
    positions ??= keyPositions(file);
    return { file: file.path, ...(await positions)(path) };
  };
  for (const name of strangers) {
    const meant = suggest(name, shape.keys.keys());
    if (meant !== undefined && !(meant in table))
      issues.push({
        key: name,
        message: `unknown section. Did you mean [${meant}]?`,
        ...(await positionOf([name])),
      });
    delete table[name];
  }

  const variables = await readVariables(env, aliases, shape);
  issues.push(...variables.issues);
  let assignments: Assignment[] = [
    ...variables.assignments,
    ...Object.entries(flags)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ({ path: key.split("."), value, source: "command line" })),
  ];
  const lenient = new Set(options.lenient);
  for (;;) {
    const { data, found } = check(schema, shape, table, { defaults, assignments });
    const ignored = found.filter(({ source }) => source !== undefined && lenient.has(source));
    if (ignored.length > 0) {
      for (const { key, message, source = "" } of ignored)
        options.onWarning?.({ key, source, message: `${message}; the variable is ignored` });
      const sources = new Set(ignored.map(({ source }) => source));
      assignments = assignments.filter(({ source }) => !sources.has(source));
      continue;
    }
    for (const { path, key, message, source } of found)
      issues.push({ key, message, ...(source ? { source } : await positionOf(path)) });
    if (issues.length > 0 || data === undefined) throw new ConfigError(issues);
    return deepFreeze(data);
  }
}

interface Layers {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly assignments: readonly Assignment[];
}

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly key: string;
  readonly message: string;
  readonly source: string | undefined;
}

/** Lays the layers over the file's table, and tells what the schema makes of it. */
function check<S extends z.ZodType>(
  schema: S,
  shape: Shape,
  file: Table,
  { defaults, assignments }: Layers,
): { data: z.output<S> | undefined; found: Finding[] } {
  const table = copyTable(file);
  const sources = new Map<string, string>();
  for (const [key, value] of Object.entries(defaults)) setDefault(table, key.split("."), value);
  for (const { path, value, source } of assignments) {
    setAt(table, path, value);
    sources.set(path.join("."), source);
  }
  const parsed = schema.safeParse(table);
  const found = (parsed.error?.issues ?? []).flatMap((issue) =>
    explain(issue, shape).map(({ path, message }) => {
      const key = path.map(String).join(".");
      return { path, key, message, source: sources.get(key) };
    }),
  );
  return { data: parsed.data, found };
}

interface Explanation {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function explain(issue: z.core.$ZodIssue, shape: Shape): Explanation[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, message: issue.message }];
  const known = shapeAt(shape, issue.path)?.keys ?? new Map();
  return issue.keys.map((key) => {
    const meant = suggest(key, known.keys());
    return {
      path: [...issue.path, key],
      message: `unknown key.${meant ? ` Did you mean "${meant}"?` : ""}`,
    };
  });
}
