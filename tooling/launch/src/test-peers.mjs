// pnpm test:peers: the tests against real peers. Installs what is missing with apt and pip, and says
// which peer could not be had; its tests then count as failed, for nothing was shown. Jaeger alone
// comes from no package: without a binary its tests stay out, and the last line says so.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vitest } from "./vitest.mjs";

const succeeds = (program, ...args) => spawnSync(program, args).status === 0;
const imports = (modules) => succeeds("/usr/bin/python3", "-c", `import ${modules}`);
const has = (...programs) => programs.every((program) => succeeds("which", program));

/** Peers by Debian package: whether what tests start is there. */
const peers = {
  buildah: () => has("buildah"),
  chromium: () => existsSync("/usr/bin/chromium"),
  curl: () => has("curl"),
  debootstrap: () => has("debootstrap"),
  "docker-compose": () => has("docker-compose"),
  "exim4-daemon-light": () => existsSync("/usr/sbin/exim4"),
  faketime: () => has("faketime"),
  // Of documents, whose blocks `pnpm readme` runs.
  jq: () => has("jq"),
  "kubernetes-client": () => has("kubectl"),
  logrotate: () => has("logrotate"),
  mount: () => has("mount", "umount"),
  prometheus: () => has("prometheus", "promtool"),
  "prometheus-alertmanager": () => has("prometheus-alertmanager", "amtool"),
  "prometheus-pushgateway": () => has("prometheus-pushgateway"),
  // Debian's modules belong to its own Python, which need not be the first in the PATH.
  "python3-prometheus-client": () => imports("prometheus_client.openmetrics.parser"),
  "python3-thrift": () => imports("thrift.protocol.TBinaryProtocol"),
  "python3-venv": () => imports("venv, ensurepip"),
  slowhttptest: () => has("slowhttptest"),
  "thrift-compiler": () => has("thrift"),
  "util-linux": () => has("nsenter", "setpriv", "unshare"),
};

/**
 * What Debian has no package for, in a Python of its own: OpenTelemetry's own classes for OTLP, the
 * schemas of each release of Kubernetes, the models of the Prometheus operator.
 */
const python = {
  folder: join(homedir(), ".cache", "ettl", "python"),
  packages: [
    "cloudcoil.models.prometheus_operator==0.80.1.0",
    "kubernetes-validate==1.37.0",
    "opentelemetry-proto==1.45.2",
    "protobuf==7.36.2",
  ],
};

// Debian keeps logrotate where only root's PATH leads.
process.env.PATH += ":/usr/sbin:/sbin";

const missing = () =>
  Object.entries(peers)
    .filter(([, isThere]) => !isThere())
    .map(([name]) => name);

function apt(...args) {
  const env = { ...process.env, RUNLEVEL: "1", DEBIAN_FRONTEND: "noninteractive" };
  const root = process.getuid?.() === 0;
  const [command, ...rest] = root ? ["apt-get", ...args] : ["sudo", "-nE", "apt-get", ...args];
  const { status, stdout, stderr } = spawnSync(command, rest, { env, encoding: "utf8" });
  if (status !== 0) process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
}

const wanted = missing();
if (wanted.length > 0) {
  process.stderr.write(`peers: installing ${wanted.join(", ")} …\n`);
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...wanted);
}
const unavailable = missing();

const pip = (...args) => [
  join(python.folder, "bin", "python"),
  ["-m", "pip", "--disable-pip-version-check", ...args],
];
const hasPackages = () => {
  const [program, args] = pip("freeze");
  const { stdout } = spawnSync(program, args, { encoding: "utf8" });
  return python.packages.every((name) => stdout?.split("\n").includes(name));
};
if (!hasPackages() && !unavailable.includes("python3-venv")) {
  process.stderr.write(`peers: installing ${python.packages.join(", ")} …\n`);
  spawnSync("/usr/bin/python3", ["-m", "venv", "--clear", python.folder], { stdio: "inherit" });
  const [program, args] = pip("install", "--quiet", ...python.packages);
  spawnSync(program, args, { stdio: "inherit" });
}
if (!hasPackages()) unavailable.push(...python.packages);

/** What npm has and only tests use, each kept apart from what we install. */
const npmPackages = {
  // Instrumentation by others, of the release that goes with our SDK.
  instrumentation: {
    dependencies: {
      "@opentelemetry/api": "1.9.1",
      "@opentelemetry/instrumentation": "0.222.0",
      "@opentelemetry/instrumentation-http": "0.222.0",
      "@opentelemetry/instrumentation-undici": "0.32.0",
    },
  },
  // A registry to publish to. What it asks for of node-fetch is a tag that not every mirror has.
  verdaccio: { dependencies: { verdaccio: "6.3.2" }, overrides: { "node-fetch": "2.7.0" } },
};
for (const [name, wanted] of Object.entries(npmPackages)) {
  const folder = join(homedir(), ".cache", "ettl", name);
  const isThere = () =>
    Object.entries(wanted.dependencies).every(([dependency, version]) => {
      const manifest = join(folder, "node_modules", dependency, "package.json");
      return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version;
    });
  if (!isThere()) {
    process.stderr.write(`peers: installing ${name} …\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, ...wanted }));
    spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], {
      cwd: folder,
      stdio: "inherit",
    });
  }
  if (!isThere()) unavailable.push(name);
}

for (const name of unavailable)
  process.stderr.write(`peers: ${name} could not be had, its tests will fail\n`);

/** kustomize is in no package but Go's: built once where there is Go. Debian's kubectl does for the base. */
const kustomize = {
  folder: join(homedir(), ".cache", "ettl", "go"),
  module: "sigs.k8s.io/kustomize/kustomize/v5@v5.8.0",
};
const kustomizeBinary = join(kustomize.folder, "kustomize");
if (!existsSync(kustomizeBinary) && has("go")) {
  process.stderr.write("peers: building kustomize …\n");
  const env = { ...process.env, GOBIN: kustomize.folder };
  const { stderr, status } = spawnSync("go", ["install", kustomize.module], { env });
  if (status !== 0) process.stderr.write(stderr ?? "");
}
if (existsSync(kustomizeBinary)) process.env.KUSTOMIZE_BINARY = kustomizeBinary;

/** OpenSearch comes from Maven Central, where there are Maven and a JDK to run it with. */
const openSearch = join(homedir(), ".cache", "ettl", "opensearch-2.19.1.0");
if (!existsSync(openSearch) && has("mvn", "javac")) {
  process.stderr.write("peers: fetching OpenSearch …\n");
  const pom = fileURLToPath(new URL("../../deployment/java/pom.xml", import.meta.url));
  const goal = ["dependency:copy-dependencies", "-DincludeScope=runtime"];
  // Whole or not there.
  const folder = `-DoutputDirectory=${openSearch}.new`;
  const { status, stdout } = spawnSync("mvn", ["-B", "-q", "-f", pom, ...goal, folder]);
  if (status === 0) renameSync(`${openSearch}.new`, openSearch);
  else process.stderr.write(stdout ?? "");
}
const hasOpenSearch = existsSync(openSearch) && has("javac");
if (!hasOpenSearch) process.env.ETTL_WITHOUT_OPENSEARCH = "1";

/** A binary of one's own, by name, from the PATH, or kept where CONTRIBUTING says. */
const jaeger = [
  process.env.JAEGER_BINARY,
  ...process.env.PATH.split(":").map((folder) => join(folder, "jaeger")),
  join(homedir(), ".cache", "ettl", "jaeger"),
].find((path) => path && existsSync(path));
if (jaeger) process.env.JAEGER_BINARY = jaeger;
else process.env.ETTL_WITHOUT_JAEGER = "1";

process.exitCode = await vitest("peers", process.argv.slice(2));
if (!process.env.KUSTOMIZE_BINARY)
  process.stderr.write("peers: no kustomize and no Go to build it, so no overlay was rendered\n");
if (!hasOpenSearch)
  process.stderr.write(
    "peers: no OpenSearch, and no Maven and JDK to have one, so no server took the log lines\n",
  );
if (!jaeger)
  process.stderr.write(
    "peers: no Jaeger here, so nothing was shown against one (CONTRIBUTING.md says how to build it); " +
      "what goes to Jaeger was read by independent decoders only\n",
  );
