import { harmlessCode } from "./harmless-code.ts";
import { harmlessNames } from "./harmless-names.ts";
import { harmlessProse } from "./harmless-prose.ts";
import type { PiiCase } from "./pii-case.ts";

/** Lines that a person thought of, because a careless pattern would hit them. */
export function lookAlikesByHand(): PiiCase[] {
  return [...harmlessNames(), ...harmlessCode(), ...harmlessProse()];
}
