/** Mean and highest value of one slot of time. */
export interface Slot {
  readonly slot: number;
  readonly mean: number;
  readonly max: number;
}

const firstSize = 16;

/** The latest slots of one series, in order; a slot without a value stays empty. */
export class Ring {
  readonly #capacity: number;
  /** Mean and highest value of each slot, one after the other; NaN: it has none. */
  #values = new Float32Array(2 * firstSize).fill(Number.NaN);
  #size = firstSize;
  #newest = -1;
  #oldest = -1;
  /** Values in the newest slot so far. */
  #count = 0;
  #sum = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds a value to a slot. Returns the slot that is complete by it, if one is. The slot before the
   * newest counts as the newest; where the clock was set back by more, what is newer is forgotten.
   */
  add(slot: number, value: number): Slot | undefined {
    if (this.#newest === -1) {
      this.#newest = slot;
      this.#oldest = slot;
    }
    if (slot < this.#newest - 1) this.#retreat(slot);
    const complete = slot > this.#newest ? this.#at(this.#newest) : undefined;
    if (slot > this.#newest) this.#advance(slot);
    this.#count += 1;
    this.#sum += value;
    const index = 2 * (this.#newest % this.#size);
    const max = this.#values[index + 1] as number;
    this.#values[index] = this.#sum / this.#count;
    this.#values[index + 1] = this.#count === 1 || value > max ? value : max;
    return complete;
  }

  /** The slots with values from one to another, both included. */
  between(from: number, to: number): Slot[] {
    const found: Slot[] = [];
    if (this.#newest === -1) return found;
    const last = Math.min(to, this.#newest);
    for (let slot = Math.max(from, this.#oldest); slot <= last; slot += 1) {
      const one = this.#at(slot);
      if (one) found.push(one);
    }
    return found;
  }

  #at(slot: number): Slot | undefined {
    const index = 2 * (slot % this.#size);
    const mean = this.#values[index] as number;
    return Number.isNaN(mean) ? undefined : { slot, mean, max: this.#values[index + 1] as number };
  }

  #empty(slot: number): void {
    const index = 2 * (slot % this.#size);
    this.#values.fill(Number.NaN, index, index + 2);
  }

  #advance(slot: number): void {
    const wanted = slot - this.#oldest + 1;
    if (wanted > this.#size) this.#grow(Math.min(wanted, this.#capacity));
    const size = this.#size;
    for (let empty = Math.max(this.#newest + 1, slot - size + 1); empty <= slot; empty += 1)
      this.#empty(empty);
    this.#newest = slot;
    this.#oldest = Math.max(this.#oldest, slot - size + 1);
    this.#count = 0;
    this.#sum = 0;
  }

  /** Makes an earlier slot the newest, and empty. */
  #retreat(slot: number): void {
    for (let newer = Math.max(slot, this.#oldest); newer <= this.#newest; newer += 1)
      this.#empty(newer);
    this.#newest = slot;
    this.#oldest = Math.min(this.#oldest, slot);
    this.#count = 0;
    this.#sum = 0;
  }

  #grow(wanted: number): void {
    const size = this.#size;
    const larger = Math.min(this.#capacity, Math.max(wanted, 2 * size));
    if (larger <= size) return;
    const values = new Float32Array(2 * larger).fill(Number.NaN);
    for (let slot = this.#oldest; slot <= this.#newest; slot += 1) {
      const from = 2 * (slot % size);
      values.set(this.#values.subarray(from, from + 2), 2 * (slot % larger));
    }
    this.#values = values;
    this.#size = larger;
  }
}
