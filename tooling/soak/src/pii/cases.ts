import { awkwardByHand } from "./awkward-by-hand.ts";
import { generatedLookAlikes } from "./generated-look-alikes.ts";
import { generatedPositives } from "./generated-positives.ts";
import { lookAlikesByHand } from "./look-alikes-by-hand.ts";
import { namedSecretsByHand } from "./named-secrets-by-hand.ts";
import { personalByHand } from "./personal-by-hand.ts";
import type { PiiCase } from "./pii-case.ts";
import { secretsByHand } from "./secrets-by-hand.ts";

export type { PiiCase } from "./pii-case.ts";

/** Lines with something in them that a log must not show. The same ones at each call. */
export function positives(): PiiCase[] {
  return [
    ...generatedPositives(),
    ...personalByHand(),
    ...secretsByHand(),
    ...namedSecretsByHand(),
    ...awkwardByHand(),
  ];
}

/** Lines that look like those and hold nothing to hide. The same ones at each call. */
export function lookAlikes(): PiiCase[] {
  return [...generatedLookAlikes(), ...lookAlikesByHand()];
}
