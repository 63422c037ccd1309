import type uPlot from "uplot";
import { type ChartLine, type ChartPoint, chartTable, spanOf } from "./chart-table.ts";
import { twoDigits } from "./durations.ts";
import { figureText } from "./figures.ts";

/** What is used of uPlot, which is there as a script of its own. */
type PlotMaker = typeof uPlot;

interface Chart {
  readonly figure: HTMLElement;
  readonly element: HTMLElement;
  plot: uPlot | undefined;
  /** What its lines are; they may become others. */
  lines: string;
  /** Values of now, as the server wrote them. */
  texts: string[];
}

const heightPx = 150;
let isStarted = false;
const fewPoints = 30;
/** Between two times of fetching. */
const pauseMs = 15_000;

/**
 * Draws the charts of the page anew with uPlot, with one cursor for all, and keeps them true: when
 * the page was refreshed (`ettl:refreshed` at the document), they are, at most every 15 s and not
 * while the page is hidden. Does nothing without uPlot, nor the second time.
 */
export function startCharts(): void {
  const { uPlot: make } = globalThis as { readonly uPlot?: PlotMaker };
  if (!make || isStarted) return;
  isStarted = true;
  const charts = new Map<string, Chart>();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let isFetching = false;

  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries)
      for (const { element, plot } of charts.values())
        if (element === target && element.clientWidth > 0)
          plot?.setSize({ width: element.clientWidth, height: heightPx });
  });

  /** Charts may come and go with what is measured. */
  const collect = () => {
    for (const [id, { figure, plot }] of charts)
      if (!figure.isConnected) {
        plot?.destroy();
        charts.delete(id);
      }
    for (const element of document.querySelectorAll<HTMLElement>(".plot")) {
      const figure = element.closest<HTMLElement>("[data-series]");
      if (!figure || charts.has(figure.id)) continue;
      charts.set(figure.id, { figure, element, plot: undefined, lines: "", texts: [] });
      resized.observe(element);
    }
  };

  const refresh = async () => {
    if (isFetching || document.visibilityState === "hidden") return;
    if (performance.now() - fetchedAtMs < pauseMs) return;
    isFetching = true;
    fetchedAtMs = performance.now();
    try {
      const points = await fetchPoints([...charts.values()]);
      for (const chart of charts.values()) draw(make, chart, points);
    } catch {
      // What is drawn stays, and the page says itself that it is old.
    } finally {
      isFetching = false;
    }
  };

  const look = () => {
    collect();
    for (const chart of charts.values()) {
      chart.texts = outputs(chart).map(({ textContent }) => textContent ?? "");
      showAtCursor(chart);
    }
    void refresh();
  };
  const redraw = () => {
    for (const { plot } of charts.values()) plot?.redraw(false);
  };
  document.addEventListener("ettl:refreshed", look);
  document.addEventListener("visibilitychange", () => void refresh());
  new MutationObserver(redraw).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  look();
}

type Points = ReadonlyMap<string, readonly ChartPoint[]>;

/** So many metrics are answered at once. */
const mostMetrics = 20;

async function fetchPoints(charts: readonly Chart[]): Promise<Points> {
  const points = new Map<string, readonly ChartPoint[]>();
  const { samples: path, rangeMs } = charts[0]?.figure.dataset ?? {};
  if (path === undefined) return points;
  const metrics = [...new Set(charts.flatMap((chart) => linesOf(chart).map((one) => one.metric)))];
  const from = new Date(
    Number(document.documentElement.dataset.now) - Number(rangeMs),
  ).toISOString();
  for (let first = 0; first < metrics.length; first += mostMetrics) {
    const search = new URLSearchParams({
      metric: metrics.slice(first, first + mostMetrics).join(","),
      from,
    });
    const response = await fetch(`${path}?${search}`, { headers: { accept: "application/json" } });
    if (!response.ok) throw new Error(`${response.status}`);
    const { series } = (await response.json()) as {
      readonly series: readonly { readonly metric: string; readonly points: ChartPoint[] }[];
    };
    for (const one of series) points.set(one.metric, one.points);
  }
  return points;
}

function linesOf({ figure }: Chart): readonly ChartLine[] {
  return JSON.parse(figure.dataset.series ?? "[]") as ChartLine[];
}

function draw(make: PlotMaker, chart: Chart, points: Points): void {
  const { figure, element } = chart;
  const span = spanOf(points, Number(document.documentElement.dataset.now));
  if (!span) return;
  const table = chartTable(linesOf(chart), points, span);
  const lines = figure.dataset.series ?? "";
  if (!chart.plot || chart.lines !== lines) {
    chart.plot?.destroy();
    element.textContent = "";
    chart.lines = lines;
    chart.plot = new make(optionsOf(make, chart), table, element);
  } else {
    const { min, max } = chart.plot.scales.x ?? {};
    const [first, last] = [chart.plot.data[0][0], chart.plot.data[0].at(-1)];
    // Who looks at a part of it goes on to do so.
    const isWhole = min === first && max === last;
    chart.plot.setData(table, isWhole);
    if (!isWhole) chart.plot.redraw(true);
  }
  showAtCursor(chart);
}

function outputs({ figure }: Chart): HTMLElement[] {
  return [...figure.querySelectorAll<HTMLElement>(".cv b")];
}

/** Values where the cursor is, in the caption; without one those of now. */
function showAtCursor(chart: Chart): void {
  const index = chart.plot?.cursor.idx;
  for (const [which, output] of outputs(chart).entries()) {
    const value = index == null ? undefined : nearest(chart.plot?.data[which + 1] ?? [], index);
    const text = index == null ? chart.texts[which] : value == null ? "–" : figureText(value);
    if (text !== undefined && output.textContent !== text) output.textContent = text;
  }
}

/** A line may have nothing at a moment that another one has; `null` is a gap. */
function nearest(values: uPlot.AlignedData[number], index: number) {
  for (const place of [index, index + 1, index - 1, index + 2])
    if (values[place] !== undefined) return values[place];
  return undefined;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(make: PlotMaker, chart: Chart): uPlot.Options {
  // A size in fractions of a pixel would be drawn in another size.
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = (size: number, more: uPlot.Axis): uPlot.Axis => ({
    stroke: () => token("--ink-3"),
    font,
    size,
    gap: 4,
    grid: { stroke: () => token("--grid"), width: 1 },
    ticks: { show: false },
    ...more,
  });
  const looks: readonly uPlot.Series[] = [
    { stroke: () => token("--accent"), width: 1.6 },
    { stroke: () => token("--warn-fill"), width: 1.6, dash: [4, 3] },
  ];
  return {
    width: chart.element.clientWidth,
    height: heightPx,
    // The last time on the axis stands half beside it.
    padding: [6, 26, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => make.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
    cursor: {
      sync: { key: "target" },
      y: false,
      drag: { x: true, y: false },
      points: { size: 6 },
    },
    scales: { y: { range: (_, __, highest) => [0, highest > 0 ? highest * 1.12 : 1] } },
    axes: [
      axis(24, {
        space: 84,
        values: (_, times, __, ___, stepSeconds) => times.map((one) => timeText(one, stepSeconds)),
      }),
      axis(46, { space: 34, values: (_, values) => values.map(figureText) }),
    ],
    series: [
      {},
      ...linesOf(chart).map((_, which) => ({
        ...looks[which % looks.length],
        spanGaps: false,
        // A line of few points would hardly be seen.
        points: { show: ({ data }: uPlot) => data[0].length < fewPoints, size: 4 },
      })),
    ],
    hooks: { setCursor: [() => showAtCursor(chart)] },
  };
}

const dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function timeText(seconds: number, stepSeconds: number): string {
  const date = new Date(seconds * 1_000);
  const [hours, minutes] = [date.getUTCHours(), date.getUTCMinutes()];
  if (hours === 0 && minutes === 0) return dayNames[date.getUTCDay()] ?? "";
  const clock = `${twoDigits(hours)}:${twoDigits(minutes)}`;
  return stepSeconds < 60 ? `${clock}:${twoDigits(date.getUTCSeconds())}` : clock;
}
