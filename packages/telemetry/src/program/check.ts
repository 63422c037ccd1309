import type { ConfigInspection, ConfigOrigin } from "@ettl/config";
import type { Sections } from "../load-telemetry-config.ts";
import type { Command } from "./command.ts";
import type { Configured } from "./configuration-commands.ts";
import { inspect } from "./inspection.ts";
import { plain } from "./plain.ts";
import { print } from "./print.ts";

/** More names of sections than this are only counted. */
const mostSections = 20;

/** Loads the configuration as the program would, and says what it read. */
export function checkCommand<S extends Sections>(program: Configured<S>): Command {
  return {
    summary: "Say whether the configuration is right, and everything that is wrong with it.",
    async run({ source }) {
      const inspection = await inspect(program, source);
      if (inspection.issues.length > 0) return 2;
      await print(process.stdout, report(program.name, inspection));
      return 0;
    },
  };
}

function report(name: string, inspection: ConfigInspection<unknown>): string {
  const { file, settings, unreadSections } = inspection;
  const from = (...kinds: readonly ConfigOrigin["kind"][]) =>
    settings.filter(({ origin }) => kinds.includes(origin.kind)).length;
  const verdict =
    file === undefined
      ? `no file: ${name} can start without one`
      : `${plain(file)}: ${name} can start with it`;
  const named = unreadSections.slice(0, mostSections).map((section) => `[${plain(section)}]`);
  const more = unreadSections.length - named.length;
  const unread = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
  return [
    `${verdict}\n`,
    `  ${settings.length} settings: ${from("file")} from the file, ${from("variable")} from variables, ${from("default", "program")} by default\n`,
    ...(unread === "" ? [] : [`  not read: ${unread}\n`]),
  ].join("");
}
