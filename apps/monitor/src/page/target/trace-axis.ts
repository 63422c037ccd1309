/** A time on the axis of a trace. */
export interface Tick {
  /** In percent of the trace. */
  readonly x: number;
  readonly text: string;
}

const most = 5;
const microseconds = { word: "µs", ms: 0.001 };
const units = [{ word: "s", ms: 1_000 }, { word: "ms", ms: 1 }, microseconds];

/** Round times from the begin of a trace on, at most six of them. */
export function traceTicks(totalMs: number): Tick[] {
  if (!(totalMs > 0)) return [{ x: 0, text: "0" }];
  const rough = totalMs / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stepMs = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough) ?? rough;
  const { word, ms: unitMs } = units.find(({ ms }) => totalMs >= ms) ?? microseconds;
  const ticks: Tick[] = [];
  for (let count = 0; count * stepMs <= totalMs; count += 1) {
    const ms = count * stepMs;
    const x = Math.round((ms / totalMs) * 10_000) / 100;
    // The text of one at the end would leave the table.
    if (x > 97) break;
    const shown = Number((ms / unitMs).toPrecision(3));
    ticks.push({ x, text: `${shown} ${word}` });
  }
  return ticks;
}
