import type { Command, CommandOption } from "./command.ts";

interface Described {
  readonly name: string;
  readonly about: string;
  readonly defaultCommand?: string;
  readonly exitCodes?: string;
}

interface Row {
  readonly left: string;
  readonly right: string;
}

/** The widest first column; what is longer pushes its own line only. */
const widest = 22;

/** What `--help` prints, and what follows a usage error. */
export function help(
  { name, about, defaultCommand, exitCodes }: Described,
  commands: ReadonlyMap<string, Command>,
): string {
  const named = [...commands].map(([command, { words = "", summary }]) => ({
    left: `${command} ${words}`.trim(),
    right: command === defaultCommand ? `${summary} The default.` : summary,
  }));
  const options = [
    {
      left: "--config FILE",
      right: "Configuration (default: $ETTL_CONFIG, else ./ettl.toml if it exists)",
    },
    ...optionsOf(commands),
    { left: "--help, --version", right: "" },
  ];
  const command = defaultCommand === undefined ? "<command>" : "[command]";
  return [
    `Usage: ${name} ${command} [options]`,
    about.trim(),
    columns(named),
    `Options:\n${columns(options)}`,
    `Exit codes: ${exitCodes ?? "0 done, 1 failed, 2 wrong usage or configuration."}\n`,
  ].join("\n\n");
}

/** By name, for one option may mean something else in each command. */
function optionsOf(commands: ReadonlyMap<string, Command>): Row[] {
  const rows = new Map<string, Row[]>();
  for (const [command, { options = {} }] of commands)
    for (const [name, option] of Object.entries(options)) {
      const left = `--${name} ${placeholder(option)}`.trim();
      const right = `With ${command}: ${option.summary}`;
      rows.set(left, [...(rows.get(left) ?? []), { left, right }]);
    }
  return [...rows.values()].flat();
}

function placeholder({ kind, placeholder = "TEXT" }: CommandOption): string {
  return { flag: "", port: "N", text: placeholder }[kind];
}

function columns(rows: readonly Row[]): string {
  const width = Math.min(widest, Math.max(...rows.map(({ left }) => left.length)));
  return rows
    .map(({ left, right }, index) => {
      // The second use of an option continues the first.
      const shown = rows[index - 1]?.left === left ? "" : left;
      return `  ${shown.padEnd(width)}   ${right}`.trimEnd();
    })
    .join("\n");
}
