import { parseArgs } from "node:util";
import { checkDocuments } from "./check-documents.ts";
import { documents } from "./documents.ts";
import { report } from "./report.ts";

const help = `Runs the code blocks of Markdown files, and compares what they print.

  pnpm readme [file or folder…]    default: every file that users read

CONTRIBUTING.md says how a block is marked.

Exit code: 0 all is as the files say, 1 something is not, 2 wrong usage.
`;

process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean" } },
  });
  if (values.help) {
    process.stdout.write(help);
  } else {
    const files = documents(positionals.length > 0 ? positionals : ["."]);
    const begin = performance.now();
    const { text, ok } = report(await checkDocuments(files));
    console.log(`${text}\nin ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    process.exitCode = ok ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
