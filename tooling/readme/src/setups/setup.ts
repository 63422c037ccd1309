import type { Stage } from "../stage.ts";

/** Makes something there that a block needs, by `<!-- with: name words -->`, until its section is over. */
export type Setup = (stage: Stage, words: readonly string[]) => Promise<void>;
