import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { repository, type Target, targets } from "../src/image-files.ts";
import { docker } from "./files.ts";
import {
  type Manifest,
  only,
  plainManifests,
  podOf,
  podsOf,
  rendered,
  renderedFolders,
  selects,
} from "./kubernetes-manifests.ts";
import { imageVariables } from "./kubernetes-pod.ts";
import { complaints, kubernetesReleases } from "./kubernetes-schemas.ts";

const base = rendered("base");
// 1.28 and before want conditions in each rule of a `podFailurePolicy`, which was a slip.
const releases = kubernetesReleases.filter((release) => Number(release.slice(2)) >= 29);

test("every release of Kubernetes from 1.29 on knows each field of each manifest", () => {
  expect(releases.length).toBeGreaterThan(8);
  for (const manifest of [...plainManifests(), ...renderedFolders.flatMap(rendered)])
    for (const release of releases)
      expect([release, manifest.kind, ...complaints(release, manifest)]).toEqual([
        release,
        manifest.kind,
      ]);
});

test.each([
  ["Deployment", "initialDelaySeconds", "initialDelaySecond"],
  ["CronJob", "concurrencyPolicy", "concurencyPolicy"],
  ["ServiceMonitor", "honorLabels", "honourLabels"],
  ["NetworkPolicy", "podSelector", "podSelectors"],
])("a %s with a key misspelt is refused, with its name", (kind, key, misspelt) => {
  const manifest = base.find((one) => one.kind === kind && JSON.stringify(one).includes(key));
  const broken = JSON.parse(
    JSON.stringify(manifest).replace(`"${key}"`, `"${misspelt}"`),
  ) as Manifest;
  for (const release of releases)
    expect(complaints(release, broken)).toContainEqual(expect.stringContaining(misspelt));
});

test("a value of another type is refused", () => {
  const text = JSON.stringify(only(base, "Deployment", "ettl-monitor"));
  const broken = JSON.parse(text.replace('"replicas":1', '"replicas":"one"')) as Manifest;
  expect(complaints("1.30", broken)).toEqual(["/spec/replicas must be integer,null"]);
});

test("kustomize only names the configuration by its content: all else is as in the plain manifests", () => {
  const withoutHash = base.map(
    (one) =>
      JSON.parse(JSON.stringify(one).replace(/(ettl-config)-[a-z0-9]{10}/g, "$1")) as Manifest,
  );
  const config = only(base, "ConfigMap", "ettl-config");
  expect(config.metadata.name).toMatch(/-[a-z0-9]{10}$/);
  const byName = (a: Manifest, b: Manifest) =>
    `${a.kind} ${a.metadata.name}`.localeCompare(`${b.kind} ${b.metadata.name}`);
  expect(withoutHash.filter(({ kind }) => kind !== "ConfigMap").sort(byName)).toEqual(
    plainManifests().sort(byName),
  );
});

test("what an object refers to by name is there", () => {
  const names = (kind: string) =>
    base.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name);
  for (const pod of podsOf(base)) {
    const [container] = pod.spec.containers;
    const volumes = pod.spec.volumes.map(({ name }) => name);
    expect(container.volumeMounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
    for (const { configMap, persistentVolumeClaim } of pod.spec.volumes) {
      if (configMap) expect(names("ConfigMap")).toContain(configMap.name);
      if (persistentVolumeClaim)
        expect(names("PersistentVolumeClaim")).toContain(persistentVolumeClaim.claimName);
    }
    const ports = container.ports?.map(({ name }) => name) ?? [];
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
      if (probe) expect(ports).toContain(probe.httpGet.port);
  }
});

test("each selector finds its pods or its Service, by a port that those have", () => {
  const pods = podsOf(base);
  const [{ metadata: monitor, spec }] = pods.filter(({ spec }) => spec.containers[0].ports) as [
    (typeof pods)[0],
  ];
  const deployment = only(base, "Deployment", "ettl-monitor").spec as {
    selector: { matchLabels: Record<string, string> };
  };
  expect(selects(deployment.selector.matchLabels, monitor.labels)).toBe(true);
  const service = only(base, "Service", "ettl-monitor");
  const { selector, ports } = service.spec as {
    selector: Record<string, string>;
    ports: { name: string; targetPort: string }[];
  };
  expect(selects(selector, monitor.labels)).toBe(true);
  expect(spec.containers[0].ports?.map(({ name }) => name)).toEqual(
    ports.map(({ targetPort }) => targetPort),
  );
  const scraped = only(base, "ServiceMonitor", "ettl-monitor").spec as {
    selector: { matchLabels: Record<string, string> };
    endpoints: { port: string }[];
  };
  expect(selects(scraped.selector.matchLabels, service.metadata.labels)).toBe(true);
  for (const { port } of scraped.endpoints) expect(ports.map(({ name }) => name)).toContain(port);
  for (const policy of base.filter(({ kind }) => kind === "NetworkPolicy")) {
    const { podSelector } = policy.spec as { podSelector: { matchLabels: Record<string, string> } };
    const found = pods.filter(({ metadata }) => selects(podSelector.matchLabels, metadata.labels));
    expect([policy.metadata.name, found.length > 0]).toEqual([policy.metadata.name, true]);
  }
});

test("the images are those that a release pushes, of the version that it gives", () => {
  const workflow = readFileSync(join(repository, ".github/workflows/images.yml"), "utf8");
  const [, name = ""] = /IMAGE=(ghcr\.io\/\S+)"/.exec(workflow) ?? [];
  const manifest = (target: Target) =>
    JSON.parse(readFileSync(join(repository, "apps", target, "package.json"), "utf8"));
  const expected = targets.map((target) => {
    const { version, repository: home } = manifest(target);
    const [, owner] = /github\.com\/([^/]+)\//.exec(home.url) ?? [];
    return `${name.replace(/\$\{OWNER[^}]*\}/, `${owner}`).replace("$TARGET", target)}:${version}`;
  });
  for (const manifests of [base, plainManifests()])
    expect(
      podsOf(manifests)
        .map(({ spec }) => spec.containers[0].image)
        .sort(),
    ).toEqual(expected.sort());
});

test.each(renderedFolders)("%s: what a program keeps lies on a volume that stays", (folder) => {
  for (const { spec } of podsOf(rendered(folder))) {
    const [container] = spec.containers;
    const own = container.env.map(({ name, value = "" }) => [name, value]);
    const variables: Record<string, string> = {
      ...imageVariables(container),
      ...Object.fromEntries(own),
    };
    const stays = container.volumeMounts.filter(
      ({ name }) => spec.volumes.find((volume) => volume.name === name)?.persistentVolumeClaim,
    );
    const folders = Object.entries(variables).filter(([name]) => name.endsWith("_DIR"));
    expect(folders.length).toBeGreaterThan(0);
    for (const [name, path] of folders)
      expect([name, path, stays.some(({ mountPath }) => isBelow(path, mountPath))]).toEqual([
        name,
        path,
        true,
      ]);
  }
});

const isBelow = (path: string, folder: string) => `${path}/`.startsWith(`${folder}/`);

test("no pod may do more than the restricted Pod Security Standard allows, nor write its root", () => {
  expect(podsOf(base)).toHaveLength(2);
  for (const { spec } of podsOf(base)) {
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: "RuntimeDefault" },
      },
    });
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  }
});

test("the probes are those that were promised", () => {
  const container = podOf(only(base, "Deployment", "ettl-monitor"))?.spec.containers[0];
  expect(container?.livenessProbe).toMatchObject({
    httpGet: { path: "/health/live", port: "http" },
    initialDelaySeconds: 30,
    periodSeconds: 10,
  });
  expect(container?.readinessProbe).toMatchObject({
    httpGet: { path: "/health/ready", port: "http" },
    initialDelaySeconds: 5,
    periodSeconds: 5,
  });
  expect(container?.ports).toEqual([{ name: "http", containerPort: 9090 }]);
});

test.each(renderedFolders)("%s: the configuration agrees with its manifests", (folder) => {
  const manifests = rendered(folder);
  const config = parse(only(manifests, "ConfigMap", "ettl-config").data?.["ettl.toml"] ?? "") as {
    monitoring: { host: string; metrics_port: number };
    health: { shutdown_delay_seconds: number };
    heartbeats: {
      slug: string;
      schedule: string;
      timezone: string;
      max_duration_seconds: number;
    }[];
  };
  const monitor = podOf(only(manifests, "Deployment", "ettl-monitor"));
  expect(config.monitoring).toMatchObject({
    host: "0.0.0.0",
    metrics_port: monitor?.spec.containers[0].ports?.[0]?.containerPort,
  });
  // The stop itself takes 10 s at most, and the state is closed after it.
  expect(monitor?.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
    config.health.shutdown_delay_seconds + 10 + 5,
  );
  const cronJob = only(manifests, "CronJob", "ettl-exporter").spec as {
    schedule: string;
    timeZone: string;
    jobTemplate: { spec: { activeDeadlineSeconds: number } };
  };
  expect(config.heartbeats).toEqual([
    expect.objectContaining({
      slug: "trakt-export",
      schedule: cronJob.schedule,
      timezone: cronJob.timeZone,
      max_duration_seconds: cronJob.jobTemplate.spec.activeDeadlineSeconds,
    }),
  ]);
});

test("the commands of the guide make each secret, with each key, that the manifests ask for", () => {
  const guide = readFileSync(join(docker, "..", "docs", "kubernetes.md"), "utf8");
  const made = [...guide.matchAll(/create secret generic (\S+)((?:[^\n\\]|\\\n)*)/g)].flatMap(
    ([, name, keys = ""]) =>
      [...keys.matchAll(/--from-literal=(\w+)=/g)].map(([, key]) => `${name}/${key}`),
  );
  const asked = new Set<string>();
  for (const { spec } of podsOf(base)) {
    for (const { value, valueFrom } of spec.containers[0].env) {
      if (valueFrom && !valueFrom.secretKeyRef.optional)
        asked.add(`${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`);
      const key = /^\/run\/secrets\/ettl\/(\w+)$/.exec(value ?? "")?.[1];
      const { secret } = spec.volumes.find(({ name }) => name === "secrets") ?? {};
      if (key) asked.add(`${secret?.secretName}/${key}`);
    }
  }
  const { endpoints } = only(base, "ServiceMonitor", "ettl-monitor").spec as {
    endpoints: { authorization: { credentials: { name: string; key: string } } }[];
  };
  for (const { authorization } of endpoints)
    asked.add(`${authorization.credentials.name}/${authorization.credentials.key}`);
  expect(made).toEqual(expect.arrayContaining([...asked]));
});
