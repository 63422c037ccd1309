import { BlockProblem } from "../block-problem.ts";
import type { Setup } from "./setup.ts";

/** A program that is not the reader's to start: `server 9464 ettl-exporter serve --port 9464`. */
export const server: Setup = async (stage, [port, ...command]) => {
  if (port === undefined || command.length === 0)
    throw new BlockProblem("server needs a port and a command");
  const code = await stage.addresses.toActual(`exec ${command.join(" ")}`);
  const { printed } = stage;
  await stage.serve("bash", ["-c", code], [await stage.addresses.port(Number(port))]);
  if (printed) stage.printed = printed;
  else delete stage.printed;
};
