/** An entry and its place among all. */
export interface Numbered<T> {
  readonly sequence: number;
  readonly entry: T;
}

/** Entries of many owners, the oldest of all given up when there are too many. */
export class BoundedLog<T> {
  readonly #capacity: number;
  readonly #lists = new Map<string, Numbered<T>[]>();
  /** Owners in the order of their entries; those before `#first` are gone. */
  #order: string[] = [];
  #first = 0;
  #next = 1;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#order.length - this.#first;
  }

  add(owner: string, entry: T): number {
    const sequence = this.#next++;
    const list = this.#lists.get(owner);
    if (list) list.push({ sequence, entry });
    else this.#lists.set(owner, [{ sequence, entry }]);
    this.#order.push(owner);
    while (this.size > this.#capacity) this.#dropOldest();
    return sequence;
  }

  /** Puts another entry in the place of the latest that `matches`; false when there is none. */
  replace(owner: string, matches: (entry: T) => boolean, entry: T): boolean {
    const list = this.#lists.get(owner) ?? [];
    const index = list.findLastIndex((one) => matches(one.entry));
    const former = list[index];
    if (former) list[index] = { sequence: former.sequence, entry };
    return former !== undefined;
  }

  /** Newest first, those before `before`. */
  list(owner: string, limit: number, before = Infinity): Numbered<T>[] {
    const list = this.#lists.get(owner) ?? [];
    const end = list.findLastIndex(({ sequence }) => sequence < before) + 1;
    return list.slice(Math.max(0, end - limit), end).reverse();
  }

  /** Gives up the oldest for as long as `isOld` says so. */
  prune(isOld: (entry: T) => boolean): void {
    for (;;) {
      const owner = this.#order[this.#first];
      const oldest = owner === undefined ? undefined : this.#lists.get(owner)?.[0];
      if (!oldest || !isOld(oldest.entry)) return;
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const owner = this.#order[this.#first++];
    if (owner !== undefined) {
      const list = this.#lists.get(owner);
      list?.shift();
      if (list?.length === 0) this.#lists.delete(owner);
    }
    // Now and then, for an array is not cut at its front for free.
    if (this.#first > 10_000 && this.#first * 2 > this.#order.length) {
      this.#order = this.#order.slice(this.#first);
      this.#first = 0;
    }
  }
}
