import type * as z from "zod";
import { assignmentOf, type Checked, checkLayers, overriddenFaults } from "./check-layers.ts";
import type { ConfigIssue } from "./config-error.ts";
import type { InspectConfigOptions } from "./config-options.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { deepFreeze } from "./layers.ts";
import { Places } from "./places.ts";
import { retiredKeys } from "./retired-keys.ts";
import { entryOf, type Shape, shapeOf } from "./schema-shape.ts";
import { secretValues } from "./secret-values.ts";
import { openToOthers, sectionsOf } from "./sections.ts";
import { type ConfigOrigin, type ConfigSetting, effectiveSettings } from "./settings.ts";
import { readTomlFile, type TomlFile } from "./toml-file.ts";
import { type Assignment, readVariables } from "./variables.ts";

/** What was found out about a configuration. */
export interface Evaluation<T> {
  /** Absent when there are issues. */
  readonly result?: { readonly value: T };
  readonly issues: readonly ConfigIssue[];
  readonly warnings: readonly ConfigIssue[];
  readonly unreadSections: readonly string[];
  /** Made only when they are asked for: they need the places in the file. */
  readonly settings: () => Promise<readonly ConfigSetting[]>;
}

/** Reads every layer, lays them over each other and checks what comes out. */
export async function evaluate<S extends z.ZodType>(
  options: InspectConfigOptions<S>,
): Promise<Evaluation<z.output<S>>> {
  const { env = {}, aliases = {}, defaults = {}, flags = {} } = options;
  const lenient = new Set(options.lenient);
  const given = shapeOf(options.schema);
  const read = options.file === undefined ? undefined : await readTomlFile(options.file, given);
  const broken = read !== undefined && "message" in read ? read : undefined;
  const file = read !== undefined && "table" in read ? read : undefined;
  const schema = (file && (await options.schemaFor?.(file))) ?? options.schema;
  const shape = schema === options.schema ? given : shapeOf(schema);
  const sections = sectionsOf(file?.table ?? Object.create(null), shape);
  const variables = await readVariables(env, aliases, shape, sections.table);
  const assignments = [...variables.assignments, ...flagAssignments(flags)];
  const layers = { schema, shape, defaults, file: sections.table, assignments };
  const checked = checkLayers(layers, lenient);

  const places = new Places(file, shape);
  // Of a file that can't be read nothing is known, so its keys can't be called missing.
  const findings = checked.findings.filter(({ source }) => !broken || source !== undefined);
  const unreadable = ({ source = "" }: ConfigIssue) => lenient.has(source);
  const issues = inOrder([
    ...(broken ? [broken] : []),
    ...(await places.issues([...sections.issues, ...findings])),
    ...variables.issues.filter((issue) => !unreadable(issue)),
  ]);
  const overridden = overriddenFaults({ ...layers, assignments: checked.assignments });
  const retired = retiredKeys(shape, checked.table, checked.assignments);
  const warnings = inOrder([
    ...(file ? openToOthers(file, shape) : []),
    ...(await places.issues([...sections.warnings, ...overridden, ...retired])),
    ...[...variables.issues.filter(unreadable), ...(await places.issues(checked.ignored))].map(
      (issue) => ({ ...issue, message: `${issue.message}; the variable is ignored` }),
    ),
  ]);
  const finished = () => {
    const secrets = secretValues(shape, checked.table);
    return deepFreeze(hideSecrets(checked.data as z.output<S>, secrets));
  };
  return {
    ...(issues.length === 0 && { result: { value: finished() } }),
    issues,
    warnings,
    unreadSections: sections.unread,
    settings: async () => (broken ? [] : await settingsOf(checked, shape, places, file)),
  };
}

function flagAssignments(flags: Readonly<Record<string, unknown>>): Assignment[] {
  return Object.entries(flags)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      path: key.split("."),
      value,
      source: "command line",
      kind: "flag" as const,
    }));
}

/** The file's first, then the variables', then the command line's. */
function inOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const rank = ({ source }: ConfigIssue) =>
    source === undefined ? 0 : source === "command line" ? 2 : 1;
  return [...issues].sort((one, other) => rank(one) - rank(other));
}

async function settingsOf(
  { table, assignments }: Checked,
  shape: Shape,
  places: Places,
  file: TomlFile | undefined,
): Promise<ConfigSetting[]> {
  const map = await places.map();
  const given = new Map(assignments.map((assignment) => [assignment.path.join("."), assignment]));
  return effectiveSettings(shape, table, (path): ConfigOrigin => {
    const assignment = assignmentOf(path, given);
    if (assignment?.kind === "flag") return { kind: "flag" };
    if (assignment) return { kind: "variable", name: assignment.source };
    if (!file || path.reduce<unknown>(entryOf, file.table) === undefined)
      return { kind: "program" };
    const { line = 1, column = 1 } = map?.positionOf(path) ?? {};
    return { kind: "file", file: file.path, line, column };
  });
}
