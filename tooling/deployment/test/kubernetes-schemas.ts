import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Manifest } from "./kubernetes-manifests.ts";

type Schema = Record<string, unknown>;

// `pnpm test:peers` makes it, with the schemas of each release of Kubernetes and the models of the
// Prometheus operator in it.
const python = join(homedir(), ".cache", "ettl", "python", "bin", "python");

const program = `
import json, kubernetes_validate, os
from cloudcoil.models.prometheus_operator import v1
print(json.dumps({
    "folder": os.path.join(os.path.dirname(kubernetes_validate.__file__), "kubernetes-json-schema"),
    "serviceMonitor": v1.ServiceMonitor.model_json_schema(by_alias=True),
}))`;

const { folder, serviceMonitor } = JSON.parse(
  execFileSync(python, ["-c", program], { encoding: "utf8" }),
) as { folder: string; serviceMonitor: Schema };

/** Releases whose schemas there are, such as "1.37", the oldest first. */
export const kubernetesReleases = readdirSync(folder)
  .map((name) => /^v(1\.\d+)\.0-local-strict$/.exec(name)?.[1])
  .filter((name) => name !== undefined)
  .sort((a, b) => Number(a.slice(2)) - Number(b.slice(2)));

/** What a release says against a manifest: the place and the complaint. An unknown field is one. */
export function complaints(release: string, manifest: Manifest): string[] {
  const validate = validatorOf(release, `${manifest.apiVersion} ${manifest.kind}`);
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const name = params.additionalProperty ?? "";
    return [instancePath, message, name].filter(Boolean).join(" ");
  });
}

/** A compiler of schemas for each release; its own formats (int32, quantity) are texts and numbers. */
const compilers = new Map<string, { ajv: Ajv2020; names: ReadonlyMap<string, string> }>();

function validatorOf(release: string, kind: string) {
  let compiler = compilers.get(release);
  if (!compiler) {
    const text = readFileSync(
      join(folder, `v${release}.0-local-strict`, "_definitions.json"),
      "utf8",
    );
    const definitions = JSON.parse(text) as { $id: string; $defs: Record<string, Schema> };
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema(definitions);
    ajv.addSchema(closed(serviceMonitor) as Schema, "ServiceMonitor");
    const names = new Map([["monitoring.coreos.com/v1 ServiceMonitor", "ServiceMonitor"]]);
    for (const [name, definition] of Object.entries(definitions.$defs))
      for (const { group, version, kind } of kindsOf(definition))
        names.set(
          `${group ? `${group}/` : ""}${version} ${kind}`,
          `${definitions.$id}#/$defs/${name}`,
        );
    compiler = { ajv, names };
    compilers.set(release, compiler);
  }
  const name = compiler.names.get(kind);
  const validate = name && compiler.ajv.getSchema(name);
  if (!validate) throw new Error(`Kubernetes ${release} has no ${kind}`);
  return validate;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const kindsOf = (definition: Schema) =>
  (definition["x-kubernetes-group-version-kind"] ?? []) as readonly GroupVersionKind[];

/** The schema with each object that has named properties allowing no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isObject = inner.type === "object" && inner.properties !== undefined;
  return isObject ? { ...inner, additionalProperties: false } : inner;
}
