import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startDemo } from "@ettl-tooling/test";
import type { Setup } from "./setup.ts";

/** The demo of `npm start`, with what it has printed in `demo.log`. */
export const demo: Setup = async (stage) => {
  const running = await startDemo({ schedule: "* * * * *" });
  stage.keep(running);
  stage.addresses.moved(9090, Number(new URL(running.monitor).port));
  stage.addresses.moved(9464, Number(new URL(running.exporter).port));
  await writeFile(join(stage.folder, "demo.log"), running.launcher.stdout());
};
