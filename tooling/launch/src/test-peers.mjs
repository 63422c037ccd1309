// pnpm test:peers: the tests against real peers. Installs what is missing with apt, and says which
// peer could not be had; its tests then count as failed, for nothing was shown.
import { spawnSync } from "node:child_process";
import { vitest } from "./vitest.mjs";

/** Peers by Debian package, with the programs that tests start. */
const peers = {
  faketime: ["faketime"],
  logrotate: ["logrotate"],
  mount: ["mount", "umount"],
  prometheus: ["prometheus", "promtool"],
  "prometheus-pushgateway": ["prometheus-pushgateway"],
};

// Debian keeps logrotate where only root's PATH leads.
process.env.PATH += ":/usr/sbin:/sbin";

const has = (program) => spawnSync("which", [program]).status === 0;
const missing = () =>
  Object.entries(peers)
    .filter(([, programs]) => !programs.every(has))
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
