import type { ConfigInspection, ConfigOrigin, ConfigSetting } from "@ettl/config";
import type { Sections } from "../load-telemetry-config.ts";
import { type Command, command } from "./command.ts";
import type { Configured } from "./configuration-commands.ts";
import { inspect } from "./inspection.ts";
import { plain } from "./plain.ts";
import { print } from "./print.ts";

/** Values longer than this push only their own origin to the right. */
const widestValue = 40;

/** What is longer is cut off; `--json` has it whole. */
const longestValue = 300;

/** Shows each effective value and where it comes from, as far as the configuration can be read. */
export function explainCommand<S extends Sections>(program: Configured<S>): Command {
  return command({
    summary: "Show every setting, its value and where it comes from. Secrets are masked.",
    options: { json: { kind: "flag", summary: "as JSON, for machines" } },
    async run({ source, options }) {
      const inspection = await inspect(program, source);
      const text = options.json ? json(inspection) : table(program.name, inspection.settings);
      await print(process.stdout, text);
      return inspection.issues.length > 0 ? 2 : 0;
    },
  });
}

function json(inspection: ConfigInspection<unknown>): string {
  const { file, settings, unreadSections, warnings, issues } = inspection;
  const shown = { file, settings, unread_sections: unreadSections, warnings, issues };
  // Inside a string of JSON the same escapes hold.
  return `${JSON.stringify(shown, null, 2).split("\n").map(plain).join("\n")}\n`;
}

function table(name: string, settings: readonly ConfigSetting[]): string {
  const rows = settings.map(({ key, value, origin }) => ({
    section: key.split(".")[0],
    key: plain(key),
    value: plain(shortened(value)),
    origin: plain(originText(name, origin)),
  }));
  const keyWidth = Math.max(0, ...rows.map(({ key }) => key.length));
  const values = rows.map(({ value }) => value.length).filter((length) => length <= widestValue);
  const valueWidth = Math.max(0, ...values);
  return rows
    .map(({ section, key, value, origin }, index) => {
      const line = `${key.padEnd(keyWidth)}  ${value.padEnd(valueWidth)}  ${origin}\n`;
      const before = rows[index - 1];
      return before && before.section !== section ? `\n${line}` : line;
    })
    .join("");
}

function shortened(value: string): string {
  return value.length <= longestValue ? value : `${value.slice(0, longestValue - 1)}…`;
}

function originText(name: string, origin: ConfigOrigin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "program":
      return `default of ${name}`;
    case "file":
      return `${origin.file}:${origin.line}:${origin.column}`;
    case "variable":
      return origin.name;
    case "flag":
      return "command line";
  }
}
