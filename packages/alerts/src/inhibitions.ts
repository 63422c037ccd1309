import { type AlertMatcher, type Matchable, matches } from "./match.ts";

/** Alerts that are not told while another one fires, because that one says it all. */
export interface Inhibition {
  /** The alert that says it all. */
  readonly when: AlertMatcher;
  /** The alerts that are then kept in the history only. */
  readonly mutes: AlertMatcher;
  /**
   * Names of labels that must have the same value in both.
   *
   * @default none
   */
  readonly equal?: readonly string[] | undefined;
}

/** Knows which alerts are muted by others. */
export interface Inhibitions {
  /** The title of the firing alert that mutes this one. */
  muting(alert: Matchable): string | undefined;
  fires(alert: Matchable): void;
  ends(fingerprint: string): void;
}

/**
 * Prepares the rules.
 *
 * @throws {TypeError} for a rule that is none.
 */
export function createInhibitions(rules: readonly Inhibition[] = []): Inhibitions {
  const prepared = rules.map(({ when, mutes, equal = [] }, index) => {
    const where = `inhibitions[${index}]`;
    return {
      isSource: matches(`${where}.when`, when ?? {}),
      isTarget: matches(`${where}.mutes`, mutes ?? {}),
      keyOf: (alert: Matchable) => JSON.stringify(equal.map((name) => alert.labels?.[name] ?? "")),
      /** Titles of what fires, by fingerprint, by the values of the equal labels. */
      firing: new Map<string, Map<string, string>>(),
    };
  });
  return {
    muting(alert) {
      for (const { isTarget, keyOf, firing } of prepared) {
        if (firing.size === 0 || !isTarget(alert)) continue;
        // None mutes itself.
        for (const [fingerprint, title] of firing.get(keyOf(alert)) ?? [])
          if (fingerprint !== alert.fingerprint) return title;
      }
      return undefined;
    },
    fires(alert) {
      for (const { isSource, keyOf, firing } of prepared) {
        if (!isSource(alert)) continue;
        const key = keyOf(alert);
        const sources = firing.get(key) ?? new Map<string, string>();
        firing.set(key, sources.set(alert.fingerprint, alert.title));
      }
    },
    ends(fingerprint) {
      for (const { firing } of prepared)
        for (const [key, sources] of firing) {
          sources.delete(fingerprint);
          if (sources.size === 0) firing.delete(key);
        }
    },
  };
}
