/**
 * Spreads films evenly over `size` places: an integer from 0 to `size - 1` that looks random and
 * depends on nothing but its arguments.
 */
export function spread(seed: number, salt: number, size: number): number {
  let hash = Math.imul(seed ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % size;
}
