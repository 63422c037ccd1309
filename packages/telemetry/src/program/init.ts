import { type FileHandle, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { starterFile } from "@ettl/config";
import { type Sections, starterSchema } from "../load-telemetry-config.ts";
import type { Command } from "./command.ts";
import type { Configured } from "./configuration-commands.ts";
import { plain } from "./plain.ts";
import { complain, print } from "./print.ts";

const defaultFile = "ettl.toml";
const schemaFile = "ettl.schema.json";

/** Writes a commented file with every key and its default; never over one that is there. */
export function initCommand<S extends Sections>(program: Configured<S>): Command {
  const { name } = program;
  return {
    summary: `Write a commented file to start from (--config, default ${defaultFile}; "-": print it).`,
    async run({ source }) {
      const { file = defaultFile } = source;
      const text = starter(program);
      if (file === "-") {
        await print(process.stdout, text);
        return 0;
      }
      if (!(await writeNew(file, text))) {
        await complain(
          `${plain(file)} exists already and stays as it is. Name another file with --config\n`,
        );
        return 2;
      }
      await print(
        process.stdout,
        `Wrote ${plain(file)}. Only you can read it, for secrets may go there\n` +
          `  ${name} check --config ${plain(file)}\n` +
          `  ${name} schema > ${plain(join(dirname(file), schemaFile))}   # completion in editors\n`,
      );
      return 0;
    },
  };
}

function starter<S extends Sections>({ name, configuration }: Configured<S>): string {
  return starterFile(starterSchema(configuration), {
    schemaUrl: `./${schemaFile}`,
    heading: [
      `Configuration of ${name}. Every key has its default; what is switched off with "#" has none.`,
      "Any key can be set by a variable instead, ETTL_<SECTION>__<KEY>, which wins over this file.",
      `Editors know the keys once the schema is there: ${name} schema > ${schemaFile}`,
    ].join("\n"),
  });
}

/**
 * Makes a file that only its owner can read. False if the name is taken.
 *
 * @throws {Error} It can't be written; nothing is left of it.
 */
async function writeNew(file: string, text: string): Promise<boolean> {
  let handle: FileHandle;
  try {
    handle = await open(file, "wx", 0o600);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return false;
    const reason = code === "ENOENT" ? "its folder does not exist" : String(code);
    throw new Error(`${plain(file)} can't be written: ${reason}`, { cause: error });
  }
  try {
    await handle.writeFile(text);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return true;
}
