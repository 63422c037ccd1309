import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { screenshots } from "./screenshots.ts";
import { weights } from "./weights.ts";

const help = `Looks at the page of the running demo. Chromium is at /usr/bin/chromium.

  pnpm page weights                  what each page takes on the wire at its first load
  pnpm page screenshots [--seconds N] [--out FOLDER]
                                     pictures in light, dark and as a phone shows them

  --seconds N   how long the demo runs before (default: 780)
  --out FOLDER  where they go (default: docs/pictures)
  --help        this text

Exit code: 0 done, 1 over the budget, 2 wrong usage.
`;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "780" },
      out: {
        type: "string",
        default: fileURLToPath(new URL("../../../docs/pictures", import.meta.url)),
      },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [what, ...more] = positionals;
  const seconds = Number(values.seconds);
  if (more.length > 0 || !(seconds > 0)) throw new TypeError("see --help");
  const progress = (step: string) => {
    if (process.stderr.isTTY) process.stderr.write(`${step} …\n`);
  };
  if (what === "weights") return (await weights()) ? 0 : 1;
  if (what !== "screenshots") throw new TypeError("expected weights or screenshots, see --help");
  await screenshots({ folder: values.out, seconds, progress });
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`page: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
