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
  #means = new Float32Array(firstSize).fill(Number.NaN);
  #maxes = new Float32Array(firstSize).fill(Number.NaN);
  #newest = -1;
  #oldest = -1;
  /** Values in the newest slot so far. */
  #count = 0;
  #sum = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds a value to a slot. Returns the slot that is complete by it, if one is. A slot older than
   * the newest counts as the newest, for clocks are set back.
   */
  add(slot: number, value: number): Slot | undefined {
    if (this.#newest === -1) {
      this.#newest = slot;
      this.#oldest = slot;
    }
    const complete = slot > this.#newest ? this.#at(this.#newest) : undefined;
    if (slot > this.#newest) this.#advance(slot);
    this.#count += 1;
    this.#sum += value;
    const index = this.#newest % this.#means.length;
    const max = this.#maxes[index] as number;
    this.#means[index] = this.#sum / this.#count;
    this.#maxes[index] = this.#count === 1 || value > max ? value : max;
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
    const index = slot % this.#means.length;
    const mean = this.#means[index] as number;
    return Number.isNaN(mean) ? undefined : { slot, mean, max: this.#maxes[index] as number };
  }

  #advance(slot: number): void {
    const wanted = slot - this.#oldest + 1;
    if (wanted > this.#means.length) this.#grow(Math.min(wanted, this.#capacity));
    const size = this.#means.length;
    for (let empty = Math.max(this.#newest + 1, slot - size + 1); empty <= slot; empty += 1) {
      this.#means[empty % size] = Number.NaN;
      this.#maxes[empty % size] = Number.NaN;
    }
    this.#newest = slot;
    this.#oldest = Math.max(this.#oldest, slot - size + 1);
    this.#count = 0;
    this.#sum = 0;
  }

  #grow(wanted: number): void {
    const size = this.#means.length;
    const larger = Math.min(this.#capacity, Math.max(wanted, 2 * size));
    if (larger <= size) return;
    const means = new Float32Array(larger).fill(Number.NaN);
    const maxes = new Float32Array(larger).fill(Number.NaN);
    for (let slot = this.#oldest; slot <= this.#newest; slot += 1) {
      means[slot % larger] = this.#means[slot % size] as number;
      maxes[slot % larger] = this.#maxes[slot % size] as number;
    }
    this.#means = means;
    this.#maxes = maxes;
  }
}
