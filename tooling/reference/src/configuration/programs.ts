import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { JsonSchema } from "./json-schema.ts";

/** A program of ours, and what it says of its configuration. */
export interface Program {
  readonly name: string;
  readonly sections: Readonly<Record<string, JsonSchema>>;
  /** Defaults that are the program's own, by key, as TOML writes them. */
  readonly ownDefaults: ReadonlyMap<string, string>;
}

const apps = ["monitor", "exporter"];

/** Asks each program as built, in an empty environment. */
export function readPrograms(root: string): Program[] {
  return apps.map((app) => {
    const ask = (...args: string[]) =>
      execFileSync(process.execPath, [join(root, "apps", app, "dist/main.js"), ...args], {
        encoding: "utf8",
        // Without them the exporter has nothing to explain.
        env: { TRAKT_CLIENT_ID: "none", TRAKT_ACCESS_TOKEN: "none" },
      });
    const { properties = {} } = JSON.parse(ask("schema")) as JsonSchema;
    const { settings } = JSON.parse(ask("explain", "--json", "--config", "/dev/null")) as {
      readonly settings: readonly {
        readonly key: string;
        readonly value: string;
        readonly origin: { readonly kind: string };
      }[];
    };
    const own = settings.filter(({ origin }) => origin.kind === "program");
    return {
      name: `ettl-${app}`,
      sections: properties,
      ownDefaults: new Map(own.map(({ key, value }) => [key, value])),
    };
  });
}
