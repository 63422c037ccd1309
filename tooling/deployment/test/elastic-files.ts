import { readFileSync } from "node:fs";
import { join } from "node:path";
import { docker } from "./files.ts";

export const elastic = join(docker, "elastic");

const json = (name: string) => JSON.parse(readFileSync(join(elastic, name), "utf8"));

export interface Mapping {
  readonly type?: string;
  readonly enabled?: boolean;
  readonly properties?: Readonly<Record<string, Mapping>>;
}

export interface IndexTemplate {
  readonly index_patterns: readonly string[];
  readonly template: {
    readonly lifecycle?: object;
    readonly settings: { readonly index: { readonly default_pipeline: string } };
    readonly mappings: { readonly properties: Readonly<Record<string, Mapping>> };
  };
}

export const indexTemplate = (): IndexTemplate => json("index-template.json");
export const ingestPipeline = (): Readonly<Record<string, unknown>> => json("ingest-pipeline.json");

/** The type of each field that the template names, by its name with dots. */
export function mappedTypes(): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const walk = (properties: Readonly<Record<string, Mapping>>, path: string) => {
    for (const [key, { type, properties: inner }] of Object.entries(properties)) {
      if (type) types.set(`${path}${key}`, type);
      if (inner) walk(inner, `${path}${key}.`);
    }
  };
  walk(indexTemplate().template.mappings.properties, "");
  return types;
}
