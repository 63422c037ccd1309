import { BlockProblem } from "../block-problem.ts";
import type { Setup } from "./setup.ts";

/** The port that a program with telemetry takes by itself: `port 9090`. */
export const port: Setup = async (stage, [written]) => {
  if (written === undefined) throw new BlockProblem("port needs a number");
  stage.variables.MONITORING_PORT = String(await stage.addresses.port(Number(written)));
};
