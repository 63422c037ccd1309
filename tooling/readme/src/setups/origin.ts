import { BlockProblem } from "../block-problem.ts";
import type { Setup } from "./setup.ts";

/** Lets a public address be a port of the document: `origin https://monitor.example.com 9090`. */
export const origin: Setup = async (stage, [written, port]) => {
  if (written === undefined || port === undefined)
    throw new BlockProblem("origin needs an origin and a port");
  const actual = await stage.addresses.port(Number(port));
  stage.addresses.movedOrigin(written, `http://127.0.0.1:${actual}`);
};
