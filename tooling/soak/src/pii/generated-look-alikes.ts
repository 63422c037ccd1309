import { harmlessIds } from "./harmless-ids.ts";
import type { HarmlessKind } from "./harmless-kind.ts";
import { harmlessPlaces } from "./harmless-places.ts";
import type { PiiCase } from "./pii-case.ts";
import { anywhere, headers, type Place } from "./positions.ts";
import { createRandom } from "./random.ts";

// Collections are left out: a logger that prints a Map as {} would seem to have altered the value.
const positions = { ...anywhere, ...headers };

/** Each harmless kind in each position, with values, sentences and names at random. */
export function generatedLookAlikes(): PiiCase[] {
  return [...harmlessIds, ...harmlessPlaces].flatMap((harmless) =>
    Object.entries(positions).map(([position, place]) => inPosition(harmless, position, place)),
  );
}

function inPosition(
  { kind, make, sentences, keys }: HarmlessKind,
  position: string,
  place: Place,
): PiiCase {
  const random = createRandom(`${kind}/${position}`);
  const text = make(random);
  const sentence = random.pick(sentences);
  const log = place({ text, sentence, key: random.pick(keys), header: "x-note" });
  return { kind, position, name: `${kind} generated in ${position}`, keep: [text], log };
}
