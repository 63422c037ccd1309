import { type AlertMatcher, type Matchable, matches } from "@ettl/alerts";
import { ownProcess } from "../actions/target-answers.ts";
import type { PageContext } from "../page-context.ts";
import { shownText } from "../shown-text.ts";
import type { FiringAlert } from "./firing.ts";
import { momentOf, type PlainEntry, textOf } from "./plain-entry.ts";

/** A silence of the monitor or of a target. */
export interface SilenceView {
  readonly process: string;
  readonly id: string;
  readonly reason: string;
  readonly createdBy: string | undefined;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** The alerts that fire and that it keeps quiet. */
  readonly quiet: readonly FiringAlert[];
  /** Whether it can be ended from here. */
  readonly canBeEnded: boolean;
}

/** The silences that are not over, the one that ends first, first. */
export function silenceViews(
  { parts, nowMs }: PageContext,
  firing: readonly FiringAlert[],
): SilenceView[] {
  const { alerts, targets } = parts;
  const view = (process: string, silence: PlainEntry, canBeEnded: boolean): SilenceView => {
    const startsAtMs = momentOf(silence, "starts_at") ?? 0;
    const fits = fitsOf(silence);
    return {
      process,
      id: textOf(silence, "id"),
      reason: shownText(textOf(silence, "reason"), 500),
      createdBy: shownText(textOf(silence, "created_by"), 200) || undefined,
      startsAtMs,
      endsAtMs: momentOf(silence, "ends_at") ?? 0,
      quiet:
        startsAtMs > nowMs
          ? []
          : firing.filter(
              (alert) => alert.process === process && alert.isSilenced && fits(alert.entry),
            ),
      canBeEnded,
    };
  };
  const own = alerts.silences() as readonly object[] as readonly PlainEntry[];
  return [
    ...own.map((silence) => view(ownProcess, silence, true)),
    ...[...targets.values()].flatMap(({ config, alerts: theirs }) =>
      theirs.silences.map((silence) => view(config.name, silence, config.token !== undefined)),
    ),
  ]
    .filter(({ endsAtMs }) => endsAtMs > nowMs)
    .sort((a, b) => a.endsAtMs - b.endsAtMs);
}

/** Another process may send what is no silence here. */
function fitsOf(silence: PlainEntry): (entry: PlainEntry) => boolean {
  try {
    const isMeant = matches("silence", silence as AlertMatcher);
    return (entry) => {
      try {
        return isMeant(entry as object as Matchable);
      } catch {
        return false;
      }
    };
  } catch {
    return () => false;
  }
}
