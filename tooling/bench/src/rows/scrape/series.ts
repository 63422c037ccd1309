export type Labels = { method: string; route: string; status: string };

const methods = ["GET", "PUT", "POST", "PATCH", "DELETE"];
const statuses = Array.from({ length: 10 }, (_, index) => String(200 + index));
const routes = Array.from({ length: 6000 }, (_, index) => `/api/v1/resource-${index}`);

/** The three labels of series `index`; their values are shared by all series, as in a program. */
export function labelsOf(index: number): Labels {
  return {
    method: methods[index % 5] ?? "",
    route: routes[Math.floor(index / 50)] ?? "",
    status: statuses[Math.floor(index / 5) % 10] ?? "",
  };
}

/** One in twenty, others in each round: what has changed until the next scrape. */
export function changedSeries(count: number, round: number): number[] {
  const changed: number[] = [];
  for (let index = round % 20; index < count; index += 20) changed.push(index);
  return changed;
}

/** Powers of two between a thousandth and 16, whose sums are exact. */
export const secondsOf = (index: number): number => 2 ** ((index % 15) - 10);
