// pnpm test:peers: the tests against real peers. Installs what is missing with apt, and says which
// peer could not be had; its tests then count as failed, for nothing was shown.
import { spawnSync } from "node:child_process";
import { vitest } from "./vitest.mjs";

const succeeds = (program, ...args) => spawnSync(program, args).status === 0;
const has = (...programs) => programs.every((program) => succeeds("which", program));

/** Peers by Debian package: whether what tests start is there. */
const peers = {
  faketime: () => has("faketime"),
  logrotate: () => has("logrotate"),
  mount: () => has("mount", "umount"),
  prometheus: () => has("prometheus", "promtool"),
  "prometheus-pushgateway": () => has("prometheus-pushgateway"),
  // Debian's modules belong to its own Python, which need not be the first in the PATH.
  "python3-prometheus-client": () =>
    succeeds("/usr/bin/python3", "-c", "import prometheus_client.openmetrics.parser"),
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
for (const name of unavailable)
  process.stderr.write(`peers: ${name} could not be had, its tests will fail\n`);

process.exitCode = await vitest("peers", process.argv.slice(2));
