/** A source of chance that gives the same values for the same seed, on any machine. */
export interface Random {
  /** A whole number from 0 up to, but not including, the limit. */
  below(limit: number): number;
  /** One of the list, which must have at least one. */
  pick<T>(list: readonly T[]): T;
  /** That many characters of the alphabet. */
  text(alphabet: string, length: number): string;
}

/** Each list of cases has a seed of its own, so that a new case leaves all others as they are. */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (const character of seed)
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick(list) {
      const [picked] = list.slice(below(list.length));
      if (picked === undefined) throw new RangeError("nothing to pick from");
      return picked;
    },
    text: (alphabet, length) =>
      Array.from({ length }, () => alphabet[below(alphabet.length)]).join(""),
  };
}

export const digits = "0123456789";
export const hex = "0123456789abcdef";
export const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const lower = "abcdefghijklmnopqrstuvwxyz";
export const alphanumeric = upper + lower + digits;
export const urlSafe = `${alphanumeric}-_`;
