import { ownProcess } from "../actions/target-answers.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { type AlertDetail, firingDetail, lastEpisode, pastDetail } from "./alert-detail.ts";
import { type ChannelCard, channelCards } from "./channel-cards.ts";
import { type Episode, episodesOf, lastMs } from "./episodes.ts";
import { type FiringAlert, firingAlerts } from "./firing.ts";
import { type HistoryFilter, historyFilter } from "./history-filter.ts";
import { type PlainEntry, textOf } from "./plain-entry.ts";
import { type SilenceView, silenceViews } from "./silence-view.ts";

/** What the page of alerts shows. */
export interface AlertsModel {
  readonly loud: readonly FiringAlert[];
  readonly silenced: readonly FiringAlert[];
  readonly silences: readonly SilenceView[];
  readonly channels: readonly ChannelCard[];
  readonly filter: HistoryFilter;
  /** What no longer fires, newest first, of what the filter lets through. */
  readonly episodes: readonly Episode[];
  /** Those that are too many to show. */
  readonly leftOut: number;
  /** Processes and sources to choose from. */
  readonly sources: readonly string[];
  readonly resolvedLastDay: number;
  /** Targets of which older entries are not known here. */
  readonly cut: readonly string[];
  /** The alert whose details are shown. */
  readonly chosen: AlertDetail | undefined;
  /** Whether one is asked for that is not known. */
  readonly isMissing: boolean;
}

const mostOwnEntries = 500;
/** As many as are read of a target; see `createTargetAlerts`. */
const mostTargetEntries = 50;
const mostEpisodes = 100;
const dayMs = 86_400_000;

/** Reads all alerts, what keeps them quiet, who was told, and the one that is looked at. */
export async function alertsModel(context: PageContext): Promise<AlertsModel> {
  const { parts, nowMs } = context;
  const firing = await firingAlerts(context);
  const silences = silenceViews(context, firing);
  const loud = firing.filter(({ isSilenced }) => !isSilenced);
  const silenced = firing.filter(({ isSilenced }) => isSilenced);
  const fires = new Set(firing.map(({ process, fingerprint }) => `${process}\n${fingerprint}`));
  const { alerts: own } = await parts.alerts.history({ limit: mostOwnEntries });
  const targets = [...parts.targets.values()];
  const past = [
    ...episodesOf(ownProcess, own as readonly object[] as readonly PlainEntry[]),
    ...targets.flatMap(({ config, alerts }) => episodesOf(config.name, alerts.history)),
  ]
    .filter(
      ({ process, fingerprint, endMs }) =>
        endMs !== undefined || !fires.has(`${process}\n${fingerprint}`),
    )
    .sort((a, b) => lastMs(b) - lastMs(a));
  const filter = historyFilter(context);
  const matching = past.filter((episode) => filter.lets(episode));
  const chosen = await chosenOf(context, { firing: [...loud, ...silenced], past, silences });
  return {
    loud,
    silenced,
    silences,
    channels: channelCards(context),
    filter,
    episodes: matching.slice(0, mostEpisodes),
    leftOut: Math.max(0, matching.length - mostEpisodes),
    sources: sourcesOf(past),
    resolvedLastDay: past.filter(({ endMs }) => (endMs ?? 0) > nowMs - dayMs).length,
    cut: targets
      .filter(({ alerts }) => alerts.history.length >= mostTargetEntries)
      .map(({ config }) => config.name),
    chosen,
    isMissing: chosen === undefined && isAsked(context),
  };
}

const isAsked = (context: PageContext) =>
  queryOf(context, "id") !== undefined || queryOf(context, "alert") !== undefined;

/** The one that the address names, else the worst that fires. */
async function chosenOf(
  context: PageContext,
  {
    firing,
    past,
    silences,
  }: {
    readonly firing: readonly FiringAlert[];
    readonly past: readonly Episode[];
    readonly silences: readonly SilenceView[];
  },
): Promise<AlertDetail | undefined> {
  const id = queryOf(context, "id");
  const process = queryOf(context, "process");
  const fingerprint = queryOf(context, "alert");
  if (id !== undefined) {
    const found = past.find(
      (episode) =>
        (process === undefined || episode.process === process) &&
        episode.entries.some((entry) => entry.id === id),
    );
    return found && pastDetail(found);
  }
  const isMeant = (one: { readonly process: string; readonly fingerprint: string }) =>
    one.fingerprint === fingerprint && (process === undefined || one.process === process);
  const alert = fingerprint === undefined ? firing[0] : firing.find(isMeant);
  if (alert !== undefined) return firingDetail(context, alert, silences);
  if (fingerprint === undefined) return undefined;
  // It was looked at while it fired, and is over.
  const over =
    past.find(isMeant) ?? (await lastEpisode(context, process ?? ownProcess, fingerprint));
  return over && pastDetail(over);
}

function sourcesOf(past: readonly Episode[]): string[] {
  const names = past.flatMap(({ process, entries }) => [process, textOf(entries.at(-1), "source")]);
  return [...new Set(names)]
    .filter(Boolean)
    .sort((a, b) => a.localeCompare(b, "en"))
    .slice(0, 200);
}
