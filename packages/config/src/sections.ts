import type { ConfigIssue } from "./config-error.ts";
import { isTable, type Table } from "./layers.ts";
import type { Finding } from "./places.ts";
import type { Shape } from "./schema-shape.ts";
import { secretValues } from "./secret-values.ts";
import { suggest } from "./suggest.ts";
import type { TomlFile } from "./toml-file.ts";

export interface Sections {
  /** Only what the schema reads. */
  readonly table: Table;
  /** Tables of other programs. */
  readonly unread: readonly string[];
  readonly issues: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Tells the sections that a schema reads from those of other programs and from slips of the pen. */
export function sectionsOf(whole: Table, shape: Shape): Sections {
  const table: Table = Object.create(null);
  const unread: string[] = [];
  const issues: Finding[] = [];
  const warnings: Finding[] = [];
  for (const [name, value] of Object.entries(whole)) {
    if (shape.keys.has(name)) {
      table[name] = value;
      issues.push(...impossibleNames(value, shape.keys.get(name), [name]));
      continue;
    }
    const meant = suggest(name, shape.keys.keys());
    if (meant !== undefined && !(meant in whole)) {
      issues.push({ path: [name], message: `unknown section. Did you mean [${meant}]?` });
      continue;
    }
    const tables = isTable(value) || (Array.isArray(value) && value.every(isTable));
    if (tables) unread.push(name);
    else warnings.push(...misplaced(name, shape));
  }
  return { table, unread, issues, warnings };
}

/** Where any name is allowed, zod leaves this one out without a word. */
function impossibleNames(
  value: unknown,
  shape: Shape | undefined,
  path: readonly string[],
): Finding[] {
  if (!isTable(value) || shape === undefined) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const here = [...path, key];
    if (key === "__proto__" && shape.anyKey && !shape.keys.has(key))
      return [{ path: here, message: "not a possible name here" }];
    return impossibleNames(entry, shape.keys.get(key) ?? shape.anyKey, here);
  });
}

/** A key above the first header that a section has: the header was probably forgotten. */
function misplaced(name: string, shape: Shape): Finding[] {
  const owners = [...shape.keys].filter(([, section]) => section.keys.has(name));
  if (owners.length === 0) return [];
  const headers = owners.map(([section]) => `[${section}]`).join(" or ");
  return [
    {
      path: [name],
      message: `stands above all sections, where nothing reads it. It belongs in ${headers}`,
    },
  ];
}

/** A warning when others on the machine can read or change a file that holds secrets. */
export function openToOthers(file: TomlFile, shape: Shape): ConfigIssue[] {
  // Windows has no such bits; Node makes them up there.
  if (process.platform === "win32" || (file.mode & 0o006) === 0) return [];
  if (secretValues(shape, file.table).size === 0) return [];
  const mode = file.mode.toString(8).padStart(4, "0");
  const verb = (file.mode & 0o002) === 0 ? "read" : "change";
  return [
    {
      key: "",
      file: file.path,
      message: `holds secrets and everyone on this machine can ${verb} it (mode ${mode}). Run: chmod 600 ${file.path}`,
    },
  ];
}
