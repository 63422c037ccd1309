import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { files } from "./files.ts";
import { defaultSetting } from "./frame.ts";

const help = `Writes rules of Prometheus, and dashboards and alert rules of Grafana.

  pnpm dashboards [options]

  --prefix P       [metrics] prefix of the programs (default: ${defaultSetting.prefix})
  --jobs R         what their label job matches, a regular expression (default: ${defaultSetting.jobs})
  --monitor-url U  the monitor's page, as a browser sees it (default: ${defaultSetting.monitorUrl})
  --runbooks U     where docs/dashboards-and-rules.md can be read (default: its path)
  --grafana-rules  Grafana evaluates its alert rules (default: they are paused)
  --out DIR        where to (default: docker/ of this repository)
  --help           this text
`;

function main(args: string[]): number {
  try {
    const { values } = parseArgs({
      args: args.filter((each) => each !== "--"),
      options: {
        prefix: { type: "string", default: defaultSetting.prefix },
        jobs: { type: "string", default: defaultSetting.jobs },
        "monitor-url": { type: "string", default: defaultSetting.monitorUrl },
        runbooks: { type: "string", default: defaultSetting.runbooks },
        "grafana-rules": { type: "boolean", default: false },
        out: {
          type: "string",
          default: fileURLToPath(new URL("../../../docker", import.meta.url)),
        },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(help);
      return 0;
    }
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(values.prefix))
      throw new Error(`--prefix: no metric can begin with ${JSON.stringify(values.prefix)}`);
    const setting = {
      prefix: values.prefix,
      jobs: values.jobs,
      monitorUrl: values["monitor-url"].replace(/\/$/, ""),
      runbooks: values.runbooks,
    };
    const written = files(setting, { grafanaRulesArePaused: !values["grafana-rules"] });
    for (const [path, text] of written) {
      const file = join(resolve(values.out), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`${path}\n`);
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
