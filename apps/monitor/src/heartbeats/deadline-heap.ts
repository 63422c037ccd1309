/** Deadlines by a number each, the earliest at the top; a number's deadline may change at any time. */
export class DeadlineHeap {
  /** Numbers, as a binary heap by their deadlines. */
  readonly #order: number[] = [];
  readonly #dueMs: number[] = [];
  readonly #places: number[] = [];

  /** The earliest deadline; `Infinity` where there is none. */
  get nextMs(): number {
    return this.#due(0);
  }

  /** The number whose deadline is the earliest. */
  get next(): number | undefined {
    return this.#order[0];
  }

  /** Gives the number `item` a deadline, or another one. Numbers count from 0. */
  set(item: number, dueMs: number): void {
    let place = this.#places[item];
    if (place === undefined) {
      place = this.#order.length;
      this.#order.push(item);
      this.#places[item] = place;
      this.#dueMs[item] = dueMs;
      this.#rise(place);
      return;
    }
    if (this.#dueMs[item] === dueMs) return;
    this.#dueMs[item] = dueMs;
    this.#rise(place);
    this.#sink(this.#places[item] ?? place);
  }

  #due(place: number): number {
    const item = this.#order[place];
    return item === undefined ? Number.POSITIVE_INFINITY : (this.#dueMs[item] ?? 0);
  }

  #rise(from: number): void {
    for (let place = from; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (this.#due(parent) <= this.#due(place)) return;
      this.#swap(parent, place);
      place = parent;
    }
  }

  #sink(from: number): void {
    for (let place = from; ; ) {
      const left = 2 * place + 1;
      const child = this.#due(left + 1) < this.#due(left) ? left + 1 : left;
      if (this.#due(child) >= this.#due(place)) return;
      this.#swap(child, place);
      place = child;
    }
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#order[one], this.#order[other]];
    if (first === undefined || second === undefined) return;
    this.#order[one] = second;
    this.#order[other] = first;
    this.#places[second] = one;
    this.#places[first] = other;
  }
}
