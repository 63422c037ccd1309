import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { docker, yamlDocuments } from "./files.ts";

/** What any object of Kubernetes has. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

export type Labels = Readonly<Record<string, string>>;

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef: { readonly name: string; readonly key: string; optional?: boolean };
  };
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string | number };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly EnvironmentVariable[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
}

export interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string; readonly defaultMode: number };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly emptyDir?: object;
}

export interface Pod {
  readonly metadata: { readonly labels: Labels };
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly terminationGracePeriodSeconds: number;
    readonly containers: readonly [Container];
    readonly volumes: readonly Volume[];
  };
}

const kubernetes = join(docker, "kubernetes");

/** The manifests as they lie there, for `kubectl apply -f`. */
export const plainManifests = (): Manifest[] =>
  readdirSync(join(kubernetes, "base", "manifests")).flatMap(
    (name) => yamlDocuments(join(kubernetes, "base", "manifests", name)) as Manifest[],
  );

/** What there is a kustomize for. */
export const renderedFolders = process.env.KUSTOMIZE_BINARY
  ? ["base", "overlays/example"]
  : ["base"];

/** What kustomize makes of a folder. Debian's kubectl knows it in an old version, enough for the base. */
export function rendered(folder: string): Manifest[] {
  const path = join(kubernetes, folder);
  const program = process.env.KUSTOMIZE_BINARY;
  const text = program
    ? execFileSync(program, ["build", path], { encoding: "utf8" })
    : execFileSync("kubectl", ["kustomize", path], { encoding: "utf8" });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** The one object of a kind and name; a name with its hash counts. */
export function only(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.filter(
    (one) => one.kind === kind && one.metadata.name.replace(/-[a-z0-9]{10}$/, "") === name,
  );
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} of ${kind} ${name}`);
  return found[0];
}

/** The pod that a workload makes; undefined for what makes none. */
export function podOf({ kind, spec }: Manifest): Pod | undefined {
  if (kind === "Deployment") return (spec as { template: Pod }).template;
  if (kind === "CronJob")
    return (spec as { jobTemplate: { spec: { template: Pod } } }).jobTemplate.spec.template;
  return undefined;
}

export const podsOf = (manifests: readonly Manifest[]): Pod[] =>
  manifests.map(podOf).filter((pod) => pod !== undefined);

/** Whether a selector's `matchLabels` all are among some labels. */
export const selects = (wanted: Labels, labels: Labels | undefined): boolean =>
  Object.entries(wanted).every(([key, value]) => labels?.[key] === value);
