import type { Make } from "./personal-data.ts";
import { info, type PiiCase } from "./pii-case.ts";
import { places } from "./positions.ts";
import { createRandom } from "./random.ts";

/**
 * What is logged: a sentence with `{}` for the secret's text, or the arguments of `logger.info`
 * made from that text, for what no sentence can say.
 */
export type Entry = string | ((text: string) => readonly unknown[]);

/** Turns entries that someone wrote, by position, into cases. */
export function byHand(
  kind: string,
  make: Make,
  entries: Readonly<Record<string, readonly Entry[]>>,
  options: { readonly asksForIp?: boolean } = {},
): PiiCase[] {
  const random = createRandom(`by hand/${kind}/${Object.keys(entries).join()}`);
  return Object.entries(entries).flatMap(([position, list]) =>
    list.map((entry, index): PiiCase => {
      const { secret, alsoSecret, text = secret } = make(random);
      const log =
        typeof entry === "string"
          ? places[position]?.({ text, sentence: entry, key: "note" })
          : info(...entry(text));
      if (!log) throw new RangeError(`there is no position ${position}`);
      const name = `${kind} by hand ${index + 1} in ${position}: ${title(entry)}`;
      return { kind, position, name, secret, log, ...(alsoSecret && { alsoSecret }), ...options };
    }),
  );
}

/** The first words, enough to find the entry again. */
function title(entry: Entry): string {
  const words = typeof entry === "string" ? entry : String(entry).replace(/^.*?=>\s*/s, "");
  return words.replace(/\s+/g, " ").slice(0, 40);
}
