// After `changeset version`: the manifests of Kubernetes name the images of these versions.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const folder = join(repository, "docker", "kubernetes");

const versionOf = (program) =>
  JSON.parse(readFileSync(join(repository, "apps", program, "package.json"), "utf8")).version;

// `image: ghcr.io/ettl/ettl-monitor:0.1.0`, or `name: …` with a newName and a newTag below.
const named = /(ghcr\.io\/ettl\/ettl-(\w+)(?::|\n(?: +newName: .*\n)? +newTag: ))\S+/g;

for (const name of readdirSync(folder, { recursive: true })) {
  if (!name.endsWith(".yaml")) continue;
  const path = join(folder, name);
  const text = readFileSync(path, "utf8");
  const current = text.replace(named, (_, before, program) => before + versionOf(program));
  if (current !== text) writeFileSync(path, current);
}
