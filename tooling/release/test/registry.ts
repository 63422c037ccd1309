import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { eventually, freePort, startProgram } from "@ettl-tooling/test";

/** Where `pnpm test:peers` keeps it. */
const verdaccio = join(homedir(), ".cache/ettl/verdaccio/node_modules/verdaccio/bin/verdaccio");

/** A registry of npm's kind on this machine, empty but for what it passes on from the real one. */
export async function startRegistry(folder: string) {
  const open = "access: $all";
  const config = `
storage: ${join(folder, "storage")}
auth: { htpasswd: { file: ${join(folder, "htpasswd")} } }
uplinks: { npmjs: { url: https://registry.npmjs.org/ } }
packages:
  "@ettl/*": { ${open}, publish: $all }
  "ettl-*": { ${open}, publish: $all }
  "**": { ${open}, proxy: npmjs }
log: { type: stdout, format: pretty, level: warn }
`;
  await writeFile(join(folder, "verdaccio.yaml"), config);
  const listen = `127.0.0.1:${await freePort()}`;
  const program = startProgram(
    [verdaccio, "--config", join(folder, "verdaccio.yaml"), "--listen", listen],
    // What it passes on may take a proxy to get, and certificates.
    {
      env: Object.fromEntries(Object.entries(process.env).map(([key, value = ""]) => [key, value])),
    },
  );
  const url = `http://${listen}/`;
  await writeFile(join(folder, "npmrc"), `registry=${url}\n//${listen}/:_authToken=none\n`);
  await eventually("the registry answers", async () => {
    if (program.child.exitCode !== null) throw new Error(program.stdout() + program.stderr());
    return await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    url,
    /** For npm and pnpm, to use it and nothing of the machine's own configuration. */
    env: { NPM_CONFIG_USERCONFIG: join(folder, "npmrc"), npm_config_registry: url },
    /** What it says of a package. */
    async manifest(name: string): Promise<Record<string, unknown>> {
      const response = await fetch(`${url}${name.replace("/", "%2f")}/latest`);
      if (!response.ok) throw new Error(`${name}: ${response.status}`);
      return (await response.json()) as Record<string, unknown>;
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}
