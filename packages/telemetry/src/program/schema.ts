import { jsonSchema } from "@ettl/config";
import { programSchema, type Sections } from "../load-telemetry-config.ts";
import type { Command } from "./command.ts";
import type { Configured } from "./configuration-commands.ts";
import { print } from "./print.ts";

/** Prints the JSON Schema of the sections that the program reads. */
export function schemaCommand<S extends Sections>({ name, configuration }: Configured<S>): Command {
  return {
    summary: "Print the JSON Schema of the configuration, for editors.",
    async run() {
      const schema = jsonSchema(programSchema(configuration), {
        title: `Configuration of ${name}`,
      });
      await print(process.stdout, `${JSON.stringify(schema, null, 2)}\n`);
      return 0;
    },
  };
}
