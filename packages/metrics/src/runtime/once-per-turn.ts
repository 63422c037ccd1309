/** Reads once for all metrics of one scrape, which collect in the same turn, and anew for the next. */
export function oncePerTurn<T>(read: () => T): () => T {
  let reading: { readonly value: T } | undefined;
  return () => {
    if (reading) return reading.value;
    reading = { value: read() };
    // A promise's own turn, for test clocks stop timers and queueMicrotask.
    void Promise.resolve().then(() => {
      reading = undefined;
    });
    return reading.value;
  };
}
