import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

/** What is deployed beside the programs, and how. */
export const docker = fileURLToPath(new URL("../../../docker/", import.meta.url));

/** The documents of a YAML file; a syntax error or a key used twice throws, with its line. */
export function yamlDocuments(path: string): unknown[] {
  return parseAllDocuments(readFileSync(path, "utf8")).map((document) => {
    if (document.errors[0]) throw new Error(`${path}: ${document.errors[0].message}`);
    return document.toJS();
  });
}
