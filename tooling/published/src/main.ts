import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { showAll } from "./claims.ts";
import { nodeRelease } from "./node-release.ts";
import { packAll } from "./published-package.ts";
import { nodeSubjects, tarballSubjects } from "./subjects.ts";
import { table } from "./table.ts";

const majors = ["20", "22", "24"];

const help = `Packs all that is published, installs it with npm in empty projects, and shows that it works there.

  pnpm published [--node ${majors.join("|")}]… [--only NAME]… [--table] [--rounds N]

  --node N    on this Node; may be given more than once (default: ${majors.join(", ")})
  --only NAME only this package; "all" is what is shown of all of them together
  --table     instead: sizes, and import times beside those of the main library, as Markdown
  --rounds N  with --table: how often each is imported, in turn (default: 21)
  --help      this text

A Node that is not the one in use comes from npm, and is kept in ~/.cache/ettl.
Exit code: 0 shown, 1 something does not hold, 2 wrong usage.
`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      node: { type: "string", multiple: true, default: majors },
      only: { type: "string", multiple: true, default: [] },
      table: { type: "boolean", default: false },
      rounds: { type: "string", default: "21" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const unknown = values.node.find((major) => !majors.includes(major));
  const rounds = Number(values.rounds);
  if (unknown !== undefined || !(rounds >= 1)) throw new TypeError("see --help");
  const nodes = [...new Set(values.node)].map((major) => nodeRelease(Number(major)));

  const folder = await mkdtemp(join(tmpdir(), "ettl-published-"));
  try {
    const begin = performance.now();
    const published = await packAll(folder);
    if (values.table) {
      process.stdout.write(await table({ folder, nodes, published, rounds }));
      return 0;
    }
    const subjects = [
      ...tarballSubjects(published),
      ...nodes.flatMap((node, index) =>
        nodeSubjects({ folder, node, published, once: index === 0 }),
      ),
    ].filter(({ name }) => values.only.length === 0 || values.only.includes(name));
    if (subjects.length === 0) throw new TypeError(`nothing is called ${values.only.join(", ")}`);
    const failed = await showAll(subjects, 2);
    const seconds = ((performance.now() - begin) / 1_000).toFixed(0);
    const outcome = failed === 0 ? "all shown" : `${failed} FAILED`;
    process.stdout.write(
      `published: ${outcome} (${published.length} tarballs, ${nodes.length} Nodes, ${seconds} s)\n`,
    );
    return failed === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`published: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
