import { BlockProblem } from "../block-problem.ts";
import type { Stage } from "../stage.ts";
import { demo } from "./demo.ts";
import { origin } from "./origin.ts";
import { port } from "./port.ts";
import { receiver } from "./receiver.ts";
import { server } from "./server.ts";
import type { Setup } from "./setup.ts";
import { trakt } from "./trakt.ts";

const setups = new Map<string, Setup>(
  Object.entries({ demo, origin, port, receiver, server, trakt }),
);

export async function setUp(stage: Stage, description: string): Promise<void> {
  const [name = "", ...words] = description.split(/\s+/);
  const setup = setups.get(name);
  if (!setup)
    throw new BlockProblem(
      `there is no setup "${name}"; known are: ${[...setups.keys()].join(", ")}`,
    );
  await setup(stage, words);
}
