/** A metric of any registry: ours, prom-client's or somebody else's. */
export interface AnyMetric {
  name: string;
  readonly type: unknown;
  readonly get: () => unknown;
  readonly getForPromString?: () => unknown;
}

export type CollectFailure = "error" | "timeout";

/** What came of collecting one metric. */
export type Collected<T> =
  | { readonly value: T }
  | { readonly failure: CollectFailure; readonly error?: unknown };

interface Running {
  readonly promise: Promise<Collected<unknown>>;
  readonly since: number;
}

/**
 * Runs `collect` functions so that one that throws or hangs costs its own metric only. One that has
 * not ended is not started again, and not waited for once it has had its time.
 */
export class Collecting {
  readonly #timeoutMs: number;
  readonly #running = new WeakMap<object, Running>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Runs `work` of a metric. Never throws or rejects; no promise where none is needed. */
  run<T>(metric: object, work: () => T | Promise<T>): Collected<T> | Promise<Collected<T>> {
    const running = this.#running.get(metric);
    if (running) return this.#within(running) as Promise<Collected<T>>;
    try {
      const value = work();
      if (!isPromise(value)) return { value };
      return this.#within(this.#keep(metric, value)) as Promise<Collected<T>>;
    } catch (error) {
      return { failure: "error", error };
    }
  }

  #keep(metric: object, value: PromiseLike<unknown>): Running {
    const promise = Promise.resolve(value).then(
      (value) => ({ value }),
      (error: unknown) => ({ failure: "error", error }) as const,
    );
    const running = { promise, since: performance.now() };
    this.#running.set(metric, running);
    void promise.then(() => this.#running.delete(metric));
    return running;
  }

  async #within({ promise, since }: Running): Promise<Collected<unknown>> {
    const leftMs = Math.max(0, this.#timeoutMs - (performance.now() - since));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Collected<unknown>>((resolve) => {
      timer = setTimeout(() => resolve({ failure: "timeout" }), leftMs);
    });
    try {
      return await Promise.race([promise, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "then" in value;
}
