import type * as z from "zod";
import { explainAll } from "./explain.ts";
import { copyTable, setAt, setDefault, type Table } from "./layers.ts";
import type { Finding } from "./places.ts";
import { entryOf, type Shape } from "./schema-shape.ts";
import { secretValues } from "./secret-values.ts";
import type { Assignment } from "./variables.ts";

/** What a configuration is made of, the lowest first. */
export interface Layers {
  readonly schema: z.ZodType;
  readonly shape: Shape;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The sections of the file that the schema reads. */
  readonly file: Table;
  readonly assignments: readonly Assignment[];
}

export interface Checked {
  /** What the schema made of the table; undefined when there are findings. */
  readonly data: unknown;
  /** All layers in one. */
  readonly table: Table;
  readonly findings: readonly Finding[];
  /** The assignments that were kept. */
  readonly assignments: readonly Assignment[];
  /** What was wrong with those that were left out. */
  readonly ignored: readonly Finding[];
}

/** Lays the layers over each other and tells what the schema makes of it. */
export function checkLayers(layers: Layers, lenient: ReadonlySet<string> = new Set()): Checked {
  const { schema, shape } = layers;
  let { assignments } = layers;
  const ignored: Finding[] = [];
  for (;;) {
    const { table, sources } = merge({ ...layers, assignments });
    const parsed = schema.safeParse(table);
    const mayShow = (path: readonly PropertyKey[]) =>
      assignmentOf(path, sources)?.kind !== "variable";
    const issues = parsed.error?.issues ?? [];
    let known: ReturnType<typeof secretValues> | undefined;
    const secrets = () => {
      known ??= secretValues(shape, table);
      return known;
    };
    const explained = explainAll(issues, { shape, table, mayShow, secrets });
    const findings = explained.map((finding): Finding => {
      const source = assignmentOf(finding.path, sources)?.source;
      if (source !== undefined) return { ...finding, source };
      const isProgram = !isGiven(layers.file, finding.path) && isGiven(table, finding.path);
      return isProgram ? { ...finding, source: "the program's defaults" } : finding;
    });
    const toIgnore = findings.filter(({ source }) => source !== undefined && lenient.has(source));
    if (toIgnore.length === 0) return { data: parsed.data, table, findings, assignments, ignored };
    ignored.push(...toIgnore);
    const names = new Set(toIgnore.map(({ source }) => source));
    assignments = assignments.filter(({ source }) => !names.has(source));
  }
}

/**
 * What is wrong with values of the file that a variable or a flag replaced. They do no harm now, but
 * will once the variable is gone.
 */
export function overriddenFaults(layers: Layers): Finding[] {
  const replaced = new Map<string, string>();
  for (const { path, source } of layers.assignments)
    if (isGiven(layers.file, path)) replaced.set(path.join("."), source);
  if (replaced.size === 0) return [];
  return checkLayers({ ...layers, assignments: [] }).findings.flatMap(({ path, message }) => {
    const source = replaced.get(path.join("."));
    return source === undefined ? [] : [{ path, message: `${message}; ${source} is used instead` }];
  });
}

function merge({ file, defaults, assignments }: Layers) {
  const table = copyTable(file);
  const sources = new Map<string, Assignment>();
  for (const [key, value] of Object.entries(defaults)) setDefault(table, key.split("."), value);
  for (const assignment of assignments)
    if (setAt(table, assignment.path, assignment.value))
      sources.set(assignment.path.join("."), assignment);
  return { table, sources };
}

/** The variable or flag that gave the value at a path, or the list or table that it is part of. */
export function assignmentOf(
  path: readonly PropertyKey[],
  assignments: ReadonlyMap<string, Assignment>,
): Assignment | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = assignments.get(path.slice(0, length).map(String).join("."));
    if (found) return found;
  }
  return undefined;
}

function isGiven(table: Table, path: readonly PropertyKey[]): boolean {
  return path.reduce<unknown>(entryOf, table) !== undefined;
}
