import type { Soak, SoakOptions } from "../soak.ts";
import { table } from "../table.ts";
import { type Cell, endFromOutside, endItself } from "./cell.ts";
import {
  type DestinationName,
  destinations,
  type EndFromOutside,
  endsFromOutside,
  type OwnEnd,
  ownEnds,
} from "./task.ts";

/** Every logged line is written, however the program ends. */
export const logExits: Soak = {
  name: "log-exits",
  shows: "every line is written, however the program ends and wherever it logs",
  count: 5000,
  unit: "lines per cell",
  async run(count, options) {
    const own = await grid<OwnEnd>("ends itself", keysOf(ownEnds), options, (end, destination) =>
      endItself(destination, end, count, options.signal),
    );
    const outside = await grid<EndFromOutside>(
      "is ended while it writes",
      keysOf(endsFromOutside),
      options,
      (end, destination) => endFromOutside(destination, end, count, options.signal),
    );
    return {
      text: `${own.text}\n${outside.text}`,
      verdict: `${own.verdict}; from outside ${outside.verdict}`,
      isShown: own.isComplete && outside.isComplete,
    };
  },
};

/** Runs each end with each destination, one after the other. */
async function grid<End extends string>(
  title: string,
  ends: readonly End[],
  { signal, progress }: SoakOptions,
  run: (end: End, destination: DestinationName) => Promise<Cell>,
) {
  const rows: string[][] = [[title, ...destinations]];
  const faults: string[] = [];
  for (const end of ends) {
    const row: string[] = [end];
    for (const destination of destinations) {
      signal.throwIfAborted();
      progress(`${title}: ${end}, ${destination}`);
      const { text, isComplete, fault } = await run(end, destination);
      row.push(isComplete ? text : `! ${text}`);
      if (fault !== undefined) faults.push(`  - ${end}, ${destination}: ${fault}\n`);
    }
    rows.push(row);
  }
  const cells = ends.length * destinations.length;
  return {
    text: table(rows) + faults.join(""),
    verdict: `${cells - faults.length} of ${cells} complete`,
    isComplete: faults.length === 0,
  };
}

const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) =>
  Object.keys(record) as Key[];
