/** What must be the same after a kill. */
export interface KeptState {
  /** Status and since when, by kind and name. */
  readonly watches: ReadonlyMap<string, string>;
  /** Runs of the quiet jobs, as the API shows them. */
  readonly runs: ReadonlyMap<string, string>;
  /** Titles of the alerts that fire, of quiet jobs and targets. */
  readonly firing: ReadonlySet<string>;
}

type Headers = Readonly<Record<string, string>>;

/** Reads it; reading the runs waits for what was told before to be on disk. */
export async function keptState(
  url: string,
  headers: Headers,
  jobs: readonly string[],
): Promise<KeptState> {
  const json = async <T>(path: string) =>
    (await (await fetch(`${url}${path}`, { headers })).json()) as T;
  const { watches } = await json<{
    watches: { kind: string; name: string; status: string; since: string }[];
  }>("/api/watches");
  const runs = new Map<string, string>();
  for (const name of jobs) {
    const { entries } = await json<{ entries: unknown[] }>(
      `/api/heartbeats/${encodeURIComponent(name)}/runs?limit=1000`,
    );
    runs.set(name, JSON.stringify(entries));
  }
  const { alerts } = await json<{ alerts: { title: string }[] }>("/alerts/firing");
  const isOf = (text: string) => !text.includes("busy");
  return {
    watches: new Map(
      watches
        .filter(({ name }) => isOf(name))
        .map(({ kind, name, status, since }) => [`${kind} ${name}`, `${status} since ${since}`]),
    ),
    runs,
    firing: new Set(alerts.map(({ title }) => title).filter(isOf)),
  };
}

/** What is not as it was, in sentences. */
export function stateDifferences(before: KeptState | undefined, after: KeptState): string[] {
  if (!before) return [];
  const differing = (
    what: string,
    one: ReadonlyMap<string, string>,
    other: ReadonlyMap<string, string>,
  ) =>
    [...one]
      .filter(([name, value]) => other.get(name) !== value)
      .map(([name, value]) => `${what} of ${name} was ${value}, is ${other.get(name)}`);
  return [
    ...differing("the state", before.watches, after.watches),
    ...differing("the runs", before.runs, after.runs),
    ...[...before.firing]
      .filter((title) => !after.firing.has(title))
      .map((title) => `"${title}" fires no more`),
    ...[...after.firing]
      .filter((title) => !before.firing.has(title))
      .map((title) => `"${title}" fires now`),
  ];
}
