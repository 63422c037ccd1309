/**
 * Lets one render run at a time. Whoever asks while one runs shares the next one of its kind, so
 * that everybody gets what was recorded before the call.
 */
export class RenderQueue<T> {
  readonly #next = new Map<string, Promise<T>>();
  #last: Promise<unknown> = Promise.resolve();

  run(kind: string, render: () => Promise<T>): Promise<T> {
    const waiting = this.#next.get(kind);
    if (waiting) return waiting;
    const result = this.#last.then(() => {
      this.#next.delete(kind);
      return render();
    });
    this.#next.set(kind, result);
    this.#last = result.catch(() => {});
    return result;
  }
}
