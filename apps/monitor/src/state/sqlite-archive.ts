import type { SqliteFile } from "@ettl/alerts/sqlite";
import type { Slot } from "../samples/ring.ts";
import { type SampleArchive, tiers } from "../samples/samples.ts";

/** Samples given up in one commit. */
const prunedAtOnce = 5_000;

/** Keeps the coarser samples in the store's file. */
export function sqliteArchive(
  file: SqliteFile,
): SampleArchive & { prune(beforeMs: number, isTooLarge: boolean): void } {
  const { database } = file;
  const sql = {
    find: database.prepare("SELECT id FROM series WHERE watch = ? AND metric = ?"),
    make: database.prepare("INSERT INTO series (watch, metric) VALUES (?, ?) RETURNING id"),
    metrics: database.prepare("SELECT metric FROM series WHERE watch = ?"),
    add: database.prepare("INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?)"),
    between: database.prepare(
      "SELECT slot, mean, max FROM samples WHERE series = ? AND tier = ? AND slot BETWEEN ? AND ? ORDER BY slot",
    ),
    prune: database.prepare(
      `DELETE FROM samples WHERE (series, tier, slot) IN
        (SELECT series, tier, slot FROM samples WHERE tier = ? AND slot < ? LIMIT ?)`,
    ),
    shrink: database.prepare(
      `DELETE FROM samples WHERE (series, tier, slot) IN
        (SELECT series, tier, slot FROM samples WHERE tier = 1 ORDER BY slot LIMIT ?)`,
    ),
  };
  const ids = new Map<string, number>();

  const idOf = (watch: string, metric: string): number | undefined => {
    const key = `${watch}\n${metric}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const found = sql.find.get(watch, metric) as { id: number } | undefined;
    if (found) ids.set(key, found.id);
    return found?.id;
  };

  return {
    add(watch, metric, tier, { slot, mean, max }) {
      file.write(() => {
        // Looked up each time: what a failed commit had made is gone.
        const { id } = (sql.find.get(watch, metric) ?? sql.make.get(watch, metric)) as {
          id: number;
        };
        sql.add.run(id, tier, slot, mean, max);
      });
    },
    between(watch, metric, tier, from, to) {
      const id = idOf(watch, metric);
      return id === undefined ? [] : (sql.between.all(id, tier, from, to) as Slot[]);
    },
    metrics: (watch) => (sql.metrics.all(watch) as { metric: string }[]).map((row) => row.metric),
    prune(beforeMs, isTooLarge) {
      if (isTooLarge) file.write(() => sql.shrink.run(prunedAtOnce));
      for (const [tier, { stepMs, slots }] of tiers.entries()) {
        if (tier === 0) continue;
        const oldestMs = Math.max(beforeMs, Date.now() - slots * stepMs);
        file.write(() => sql.prune.run(tier, Math.floor(oldestMs / stepMs), prunedAtOnce));
      }
    },
  };
}
