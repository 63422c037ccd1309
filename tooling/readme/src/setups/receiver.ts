import { httpReceiver } from "@ettl-tooling/test";
import { BlockProblem } from "../block-problem.ts";
import type { Setup } from "./setup.ts";

/** An HTTP server that takes anything: `receiver 8080`, `receiver https://ntfy.sh 401`, `receiver 8080 200 [1,2]`. */
export const receiver: Setup = async (stage, [place, status = "200", ...body]) => {
  if (place === undefined) throw new BlockProblem("receiver needs a port or an origin");
  const answer = { status: Number(status), body: body.join(" ") };
  const server = await httpReceiver(() => answer);
  stage.keep(server);
  if (/^\d+$/.test(place)) stage.addresses.moved(Number(place), Number(new URL(server.url).port));
  else stage.addresses.movedOrigin(place, server.url);
};
