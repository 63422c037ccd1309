import { hex, type Random } from "./random.ts";

/** What a generator needs to know of a value that must stay as it is. */
export interface HarmlessKind {
  readonly kind: string;
  readonly make: (random: Random) => string;
  readonly sentences: readonly string[];
  readonly keys: readonly string[];
}

/** Of what a letter-digit id of some systems is made: no I, L, O, U. */
export const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export const between = (random: Random, least: number, most: number) =>
  least + random.below(most - least);

export const uuid = (random: Random) =>
  [8, 4, 4, 4, 12].map((length) => random.text(hex, length)).join("-");

/** The name of some program or package. */
export const program = (random: Random) =>
  random.pick(["films", "exporter", "hono", "left-pad", "node", "pino", "zod"]);
