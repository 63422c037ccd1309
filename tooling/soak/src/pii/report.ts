import type { PiiFinding, PiiReport, PiiTally } from "./measure.ts";

const shownPerKind = 4;

/** The report as text: a table per kind and per position, then the first misses and alarms of each kind. */
export function piiTable(report: PiiReport): string {
  const { positives, lookAlikes, recall, recallOfPrinted, falseAlarmRate } = report;
  return [
    ...table("positives by kind", "found", "missed", positives.byKind),
    ...table("positives by position", "found", "missed", positives.byPosition),
    ...table("look-alikes by kind", "kept", "altered", lookAlikes.byKind),
    ...table("look-alikes by position", "kept", "altered", lookAlikes.byPosition),
    ...findings("missed", positives.wrong),
    ...findings("altered", lookAlikes.wrong),
    `recall       ${recall.toFixed(4)}   ${positives.right} of ${positives.cases} found`,
    `  printed    ${recallOfPrinted.toFixed(4)}   without Map, Set and Headers`,
    `false alarms ${falseAlarmRate.toFixed(4)}   ${lookAlikes.wrong.length} of ${lookAlikes.cases} altered`,
    "",
  ].join("\n");
}

function table(
  title: string,
  right: string,
  wrong: string,
  tallies: Readonly<Record<string, PiiTally>>,
): string[] {
  const row = (name: string, ...cells: (string | number)[]) =>
    name.padEnd(26) + cells.map((cell) => String(cell).padStart(9)).join("");
  const rows = Object.entries(tallies).map(([name, tally]) =>
    row(
      name,
      tally.cases,
      tally.right,
      tally.cases - tally.right,
      (tally.right / tally.cases).toFixed(2),
    ),
  );
  return [row(title, "cases", right, wrong, "share"), ...rows, ""];
}

function findings(title: string, wrong: readonly PiiFinding[]): string[] {
  if (wrong.length === 0) return [];
  const seen: Record<string, number> = {};
  const shown = wrong.filter(({ kind }) => {
    const before = seen[kind] ?? 0;
    seen[kind] = before + 1;
    return before < shownPerKind;
  });
  const lines = shown.map(({ name, excerpt }) => `  ${name}\n    ${excerpt.slice(0, 120)}`);
  const rest = wrong.length - shown.length;
  return [`${title}, the first of each kind:`, ...lines, rest > 0 ? `  and ${rest} more` : "", ""];
}
