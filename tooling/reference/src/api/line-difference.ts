/** The lines that one text has and the other has not, in order: `-` for the former, `+` for the latter. */
export function lineDifference(before: string, after: string): string[] {
  const [former, latter] = [before.split("\n"), after.split("\n")];
  const common = commonLengths(former, latter);
  const lines: string[] = [];
  let [at, to] = [0, 0];
  while (at < former.length || to < latter.length) {
    const [old, now] = [former[at], latter[to]];
    if (old !== undefined && old === now) {
      at += 1;
      to += 1;
    } else if (old !== undefined && lengthAt(common, at + 1, to) >= lengthAt(common, at, to + 1)) {
      lines.push(`- ${old}`);
      at += 1;
    } else {
      // At the end of the former all that is left is new.
      if (now === undefined) break;
      lines.push(`+ ${now}`);
      to += 1;
    }
  }
  return lines;
}

/** How many lines the ends from each pair of places on have in common. */
function commonLengths(former: readonly string[], latter: readonly string[]): Uint32Array[] {
  const rows = former.map(() => new Uint32Array(latter.length + 1));
  for (let at = former.length - 1; at >= 0; at -= 1)
    for (let to = latter.length - 1; to >= 0; to -= 1) {
      const row = rows[at];
      if (row === undefined) continue;
      row[to] =
        former[at] === latter[to]
          ? lengthAt(rows, at + 1, to + 1) + 1
          : Math.max(lengthAt(rows, at + 1, to), lengthAt(rows, at, to + 1));
    }
  return rows;
}

function lengthAt(rows: readonly Uint32Array[], at: number, to: number): number {
  return rows[at]?.[to] ?? 0;
}
