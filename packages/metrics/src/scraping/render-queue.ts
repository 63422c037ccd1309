/**
 * Lets one render run at a time. Whoever asks while one runs shares the next one of its kind, so
 * that everybody gets what was recorded before the call.
 */
export class RenderQueue<T> {
  readonly #waiting = new Map<string, Promise<T>>();
  #last: Promise<unknown> = Promise.resolve();
  #unfinished = 0;

  run(kind: string, render: () => Promise<T>): Promise<T> {
    if (this.#unfinished === 0) return this.#follow(render);
    const waiting = this.#waiting.get(kind);
    if (waiting) return waiting;
    const result = this.#follow(() =>
      this.#last.then(() => {
        this.#waiting.delete(kind);
        return render();
      }),
    );
    this.#waiting.set(kind, result);
    return result;
  }

  #follow(begin: () => Promise<T>): Promise<T> {
    // Before it begins: what a render calls may ask for one, too.
    this.#unfinished++;
    const result = begin();
    const ended = () => {
      this.#unfinished--;
    };
    this.#last = result.then(ended, ended);
    return result;
  }
}
