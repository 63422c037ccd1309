import type { PlayRow } from "../trakt/rows.ts";
import type { CsvRow } from "./csv.ts";
import { createDiaryDate } from "./diary-date.ts";
import { filmColumns, filmFields, filmKey } from "./film.ts";
import type { SkipReason, TableBuilder, TableOptions } from "./table.ts";

/** A film, with what the plays so far say of it. The facts are kept once, however often it was seen. */
interface SeenFilm {
  readonly fields: CsvRow;
  /** Its first diary day; an undated play counts as the oldest. */
  firstDay: string;
  lastDay: string;
  /** Each has one line. */
  readonly days: Set<string>;
}

interface Play {
  readonly film: SeenFilm;
  readonly day: string;
}

/**
 * Every play, newest first as Trakt sends them. `Rewatch` is false for a film's first play only, of
 * which an undated one counts as the oldest; of several plays on one day one is kept. Aggregated, of
 * each film there is its last play only.
 */
export function historyBuilder({
  timezone,
  historyMode = "individual",
}: TableOptions): TableBuilder<PlayRow> {
  const diaryDate = createDiaryDate(timezone);
  const films = new Map<string, SeenFilm>();
  const plays: Play[] = [];
  const skipped: Partial<Record<SkipReason, number>> = {};
  let knownFilms = 0;
  const skip = (reason: SkipReason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };

  const add = ({ watchedAt, movie }: PlayRow) => {
    const key = filmKey(movie);
    const day = diaryDate(watchedAt);
    let film = films.get(key);
    if (!film) {
      const fields = filmFields(movie);
      if (!fields) return skip("unidentified");
      film = { fields, firstDay: day, lastDay: day, days: new Set() };
      films.set(key, film);
    } else knownFilms++;
    if (film.days.has(day)) return skip(day ? "same_day" : "undated_repeat");
    film.days.add(day);
    if (day < film.firstDay) film.firstDay = day;
    if (day > film.lastDay) film.lastDay = day;
    plays.push({ film, day });
  };

  function* rows(kept: readonly Play[]): Generator<CsvRow, void, void> {
    for (const { film, day } of kept)
      yield { ...film.fields, WatchedDate: day, Rewatch: day !== film.firstDay };
  }

  return {
    add: (page) => page.forEach(add),
    finish() {
      let kept = plays;
      if (historyMode === "aggregated") {
        kept = plays.filter(({ film, day }) => day === film.lastDay);
        const earlier = plays.length - kept.length;
        if (earlier > 0) skipped.earlier_play = earlier;
      }
      return {
        columns: [...filmColumns, "WatchedDate", "Rewatch"],
        written: kept.length,
        // Made while they are written: all at once they would be the largest thing in memory.
        rows: { [Symbol.iterator]: () => rows(kept) },
        skipped,
        knownFilms,
      };
    },
  };
}
