const windowMs = 60_000;

/**
 * For values that cover a stretch of time: tells from when. The stretch is a minute at least and
 * reaches to the last reading but one, so that of two scrapers neither shortens the other's.
 *
 * @param first two beginnings, for the oldest goes and the younger takes its place.
 * @param begin makes the next one, and may use the one that goes.
 * @param now a clock that never goes back, in milliseconds.
 */
export function slidingWindow<T>(
  first: readonly [T, T],
  begin: (gone: T) => T,
  now: () => number = () => performance.now(),
): <R>(read: (since: T) => R) => R {
  let [older, younger] = first;
  let begun = now();
  return (read) => {
    const result = read(older);
    if (now() - begun >= windowMs) {
      const gone = older;
      older = younger;
      younger = begin(gone);
      begun = now();
    }
    return result;
  };
}
