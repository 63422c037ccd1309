import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { lineDifference } from "./api/line-difference.ts";
import { configurationPage } from "./configuration/page.ts";
import { metricsPage } from "./metrics/page.ts";
import { repository } from "./workspace.ts";

const help = `Writes the references in docs/reference from what the programs say and serve.

  pnpm reference [--check]

  --check  write nothing; name each page that is not as the programs are, with the lines
  --help   this text

Exit code: 0 all is well, 1 a page is out of date, 2 wrong usage or not built.
`;

const pages: Readonly<Record<string, (root: string) => string | Promise<string>>> = {
  "configuration.md": configurationPage,
  "metrics.md": metricsPage,
};

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  let changed = 0;
  for (const [name, page] of Object.entries(pages)) {
    const path = join(repository, "docs/reference", name);
    const [former, text] = [
      existsSync(path) ? readFileSync(path, "utf8") : "",
      await page(repository),
    ];
    if (former === text) continue;
    changed += 1;
    if (values.check) tell(path, lineDifference(former, text));
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  const outcome = values.check ? "out of date" : "written";
  process.stdout.write(`reference: ${Object.keys(pages).length} pages, ${changed} ${outcome}\n`);
  return values.check && changed > 0 ? 1 : 0;
}

function tell(path: string, lines: readonly string[]): void {
  process.stdout.write(`${relative(repository, path)} is not as the programs are:\n`);
  for (const line of lines) process.stdout.write(`  ${line}\n`);
  process.stdout.write('  Run "pnpm reference" and commit it.\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`reference: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
