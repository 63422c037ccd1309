import fc from "fast-check";
import { expect, test } from "vitest";
import { DeadlineHeap } from "./deadline-heap.ts";

test("the earliest deadline is at the top, however they change", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(50))), (changes) => {
      const heap = new DeadlineHeap();
      const given = new Map<number, number>();
      expect([heap.next, heap.nextMs]).toEqual([undefined, Number.POSITIVE_INFINITY]);
      for (const [item, dueMs] of changes) {
        heap.set(item, dueMs);
        given.set(item, dueMs);
        expect(heap.nextMs).toBe(Math.min(...given.values()));
        expect(given.get(heap.next ?? -1)).toBe(heap.nextMs);
      }
    }),
  );
});
