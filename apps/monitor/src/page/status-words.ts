import type { HealthStatus } from "@ettl/health";

/** How loud something is; also the suffix of CSS classes and the name of an icon. */
export type Tone = "ok" | "warn" | "bad" | "unknown" | "run";

/** The tone of a status. */
export const toneOf: Readonly<Record<HealthStatus, Tone>> = {
  healthy: "ok",
  degraded: "warn",
  unhealthy: "bad",
  unknown: "unknown",
};

/** The word that stands beside each tone of a status. */
export const statusWord: Readonly<Record<HealthStatus, string>> = {
  healthy: "Healthy",
  degraded: "Degraded",
  unhealthy: "Unhealthy",
  unknown: "Unknown",
};

const rank: Readonly<Record<Tone, number>> = { bad: 0, warn: 1, unknown: 2, run: 3, ok: 4 };

const byName = new Intl.Collator("en", { numeric: true });

/** Sorts the worst first, then by name. */
export function worstFirst<T extends { readonly tone: Tone; readonly name: string }>(
  rows: readonly T[],
): T[] {
  return rows.toSorted((a, b) => rank[a.tone] - rank[b.tone] || byName.compare(a.name, b.name));
}

/** `1 alert`, `2 alerts`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}
