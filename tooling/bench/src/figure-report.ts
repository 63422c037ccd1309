import type { Figure, FigureGoal } from "./row.ts";
import { ratios, spreadOf } from "./spread.ts";
import { columns, range, share, verdict, whole } from "./table.ts";

const ours = "ours";

/** The tables of a row that measures itself, and how far its goals are. */
export function reportFigures(figures: readonly Figure[], goals: readonly FigureGoal[]): string {
  const table = [["figure", "side", "rounds", "median", "middle half", "worst", "of ours"]];
  for (const figure of figures) {
    const format = formatOf(figure);
    for (const [side, values] of figure.values) {
      const spread = spreadOf(values);
      table.push([
        side === ours ? `${figure.name}, ${figure.unit}` : "",
        side,
        String(values.length),
        format(spread.median),
        range(spread, format),
        format(Math.max(...values)),
        share(ratioOf(figure, side, ours).median),
      ]);
    }
  }
  return `${columns(table, 2)}\n${goals.map((goal) => reached(figures, goal)).join("")}`;
}

function reached(figures: readonly Figure[], { figure: name, peer, atMost }: FigureGoal): string {
  const figure = figures.find((each) => each.name === name);
  if (!figure) throw new Error(`the row has not the figure "${name}"`);
  if (peer === undefined) {
    const format = formatOf(figure);
    const { median } = spreadOf(valuesOf(figure, ours));
    return `  ${name}, ours: ${format(median)} ${figure.unit}
  goal: at most ${format(atMost)} ${figure.unit}: ${verdict(median <= atMost)}
`;
  }
  const ratio = ratioOf(figure, ours, peer);
  return `  ${name}, ours / ${peer}: ${share(ratio.median)} (${range(ratio, share)})
  goal: at most ${share(atMost)}: ${verdict(ratio.median <= atMost)}
`;
}

const ratioOf = (figure: Figure, of: string, to: string) =>
  spreadOf(ratios(valuesOf(figure, of), valuesOf(figure, to)));

function valuesOf({ name, values }: Figure, side: string): readonly number[] {
  const found = values.get(side);
  if (!found) throw new Error(`the figure "${name}" has not the side "${side}"`);
  return found;
}

const formatOf = ({ unit }: Figure) => (unit === "ms" ? (ms: number) => ms.toFixed(1) : whole);
