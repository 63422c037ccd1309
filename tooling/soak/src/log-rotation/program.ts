import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { createLogger, rollingFile } from "@ettl/logging";
import type { Report, Task } from "./task.ts";

const { folder, count, linesPerTurn, maxSizeMb, maxBackups }: Task = JSON.parse(
  process.argv[2] ?? "",
);
const problems: string[] = [];
const logger = createLogger({
  destination: await rollingFile({ path: join(folder, "app.log"), maxSizeMb, maxBackups }),
  onProblem: ({ message }) => void problems.push(message),
});

for (let n = 0; n < count; n++) {
  if (n > 0 && n % linesPerTurn === 0) await turn();
  logger.info({ n }, "line.logged");
}
// Old files are removed apart from writing; what goes wrong there is a problem, too.
process.once("exit", () => {
  const report: Report = { ...logger.stats(), problems };
  process.stdout.write(JSON.stringify(report));
});
