import { isDeepStrictEqual } from "node:util";
import type { JsonSchema } from "./json-schema.ts";
import { type Program, readPrograms } from "./programs.ts";
import { type ConfigTable, type KeyRow, tablesOf } from "./tables.ts";
import { type Aliases, readAliases, variablesOf } from "./variables.ts";

const introduction = `# Configuration reference

Every key of \`ettl.toml\`, from the schemas of the programs. [ettl.example.toml](../../ettl.example.toml)
has them in one file, to copy from; \`ettl-monitor explain\` shows which hold and where each comes from.

A variable wins over the file, and a flag over both. \`ETTL_<SECTION>__<KEY>\` wins over any other variable
of the same key; those are given behind it, the strongest first. A **secret** can be kept in a file of its
own: \`ETTL_<SECTION>__<KEY>_FILE\` names it. In place of \`<NAME>\` stands a name of the file's own, in
capitals. No variable sets what is in a list (\`[[…]]\`). What OpenTelemetry's variables may say is in
[opentelemetry.md](../opentelemetry.md). \`ETTL_CONFIG\` names the file itself.

This page is generated: run \`pnpm reference\` after a change of any key.
`;

/** The page, from what the built programs say of themselves. */
export function configurationPage(root: string): string {
  const programs = readPrograms(root);
  const aliases = readAliases();
  const names = [...new Set(programs.flatMap(({ sections }) => Object.keys(sections)))];
  const sections = names.map((name) => sectionText(name, programs, aliases));
  const contents = names.map((name) => `- [\`[${name}]\`](#${name}): ${readersOf(name, programs)}`);
  return [introduction, `${contents.join("\n")}\n`, ...sections].join("\n");
}

function sectionText(name: string, programs: readonly Program[], aliases: Aliases): string {
  const [schema, ...others] = programs.flatMap(({ sections }) => sections[name] ?? []);
  if (schema === undefined) return "";
  if (others.some((other) => !isDeepStrictEqual(other, schema)))
    throw new Error(`[${name}] is not the same in all programs: what they share is one schema`);
  const tables = tablesOf(name, schema).map((table) => tableText(table, programs, aliases));
  return [`## ${name}\n`, ...tables].join("\n");
}

function readersOf(name: string, programs: readonly Program[]): string {
  const readers = programs.filter(({ sections }) => sections[name] !== undefined);
  const described: JsonSchema | undefined = readers[0]?.sections[name];
  const who = readers.length === programs.length ? "all programs" : readers[0]?.name;
  return `${who}. ${described?.description ?? ""}`.trim();
}

function tableText(
  { header, kind, description, rows }: ConfigTable,
  programs: readonly Program[],
  aliases: Aliases,
): string {
  const title = kind === undefined ? `\`${header}\`` : `\`${header}\` ${kind}`;
  const lines = [`### ${title}\n`];
  if (description !== "") lines.push(`${description}\n`);
  if (rows.length > 0)
    lines.push(
      "| key | type | default | | variables |",
      "| --- | --- | --- | --- | --- |",
      ...rows.map((row) => rowText(row, programs, aliases)),
      "",
    );
  return lines.join("\n");
}

function rowText(row: KeyRow, programs: readonly Program[], aliases: Aliases): string {
  const variables = variablesOf(row, aliases).map((variable) => `\`${variable}\``);
  const cells = [
    `\`${row.path.at(-1)}\``,
    row.isSecret ? `${row.type}, **secret**` : row.type,
    defaultText(row, programs),
    row.description,
    variables.join(" "),
  ];
  return `| ${cells
    .map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;"))
    .map(inCode)
    .join(" | ")} |`;
}

/** Within backticks a sign stands for itself. */
function inCode(cell: string): string {
  return cell.replace(/`[^`]*`/g, (text) => text.replaceAll("&lt;", "<"));
}

function defaultText({ path, default: value, isRequired }: KeyRow, programs: readonly Program[]) {
  if (isRequired) return "required";
  const own = programs.flatMap(({ name, ownDefaults }) => {
    const text = ownDefaults.get(path.join("."));
    return text === undefined ? [] : [`\`${text}\` in ${name}`];
  });
  const common = value === undefined ? [] : [`\`${JSON.stringify(value)}\``];
  return [...common, ...own].join("; ");
}
