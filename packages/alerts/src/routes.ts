import { type AlertMatcher, type Matchable, matches } from "./match.ts";

/** Which channels the alerts that match are told by. */
export interface AlertRoute extends AlertMatcher {
  /** Names of channels; none: such alerts are kept in the history only. */
  readonly channels: readonly string[];
}

/** Channels that are told besides when an alert is not resolved after a while. */
export interface Escalation extends AlertMatcher {
  /** Since it began to fire, in milliseconds. */
  readonly afterMs: number;
  readonly channels: readonly string[];
}

/** Decides about channels; an index into the escalations names each. */
export interface Routes {
  /** Of the first route that matches; all channels where none does. */
  channelsOf(alert: Matchable): ReadonlySet<string>;
  /** The escalations of an alert that fires for so long. */
  escalationsOf(alert: Matchable, firingMs: number): readonly number[];
  /** The channels of one escalation. */
  escalated(index: number): ReadonlySet<string>;
}

/**
 * Prepares routes and escalations.
 *
 * @throws {TypeError} for a channel that is not there, or a matcher that is none.
 * @throws {RangeError} for an `afterMs` that is no time.
 */
export function createRoutes({
  channels,
  routes = [],
  escalations = [],
}: {
  readonly channels: readonly string[];
  readonly routes?: readonly AlertRoute[] | undefined;
  readonly escalations?: readonly Escalation[] | undefined;
}): Routes {
  const known = (where: string, names: readonly string[]) => {
    if (!Array.isArray(names)) throw new TypeError(`${where}: expected names of channels`);
    for (const name of names)
      if (!channels.includes(name))
        throw new TypeError(
          `${where}: no channel is named "${name}"; there ${channels.length === 0 ? "is none" : `are ${channels.join(", ")}`}`,
        );
    return new Set(names);
  };
  const all = new Set(channels);
  const prepared = routes.map((route, index) => ({
    matches: matches(`routes[${index}]`, route),
    channels: known(`routes[${index}].channels`, route.channels),
  }));
  const later = escalations.map((escalation, index) => {
    const { afterMs } = escalation;
    if (!(afterMs > 0 && afterMs <= 2 ** 31 - 1))
      throw new RangeError(`escalations[${index}].afterMs: expected milliseconds above 0`);
    return {
      afterMs,
      matches: matches(`escalations[${index}]`, escalation),
      channels: known(`escalations[${index}].channels`, escalation.channels),
    };
  });
  return {
    channelsOf: (alert) => prepared.find((route) => route.matches(alert))?.channels ?? all,
    escalationsOf: (alert, firingMs) =>
      later.flatMap((one, index) => (firingMs >= one.afterMs && one.matches(alert) ? [index] : [])),
    escalated: (index) => later[index]?.channels ?? new Set(),
  };
}
