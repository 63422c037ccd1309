import { expect, test } from "vitest";
import { parseExposition } from "./index.ts";

/** A sample with labels in this order. */
const line = (places: readonly number[]) =>
  `x{${places.map((place) => `a${place}="${place % 7}"`).join(",")}} 1\n`;
const places = Array.from({ length: 60_000 }, (_, place) => place);

test("a hostile line of very many labels takes little time", () => {
  const start = performance.now();
  const [family] = parseExposition(line(places));
  expect(family?.samples[0]?.labels).toHaveLength(60_000);
  expect(() => parseExposition(`${line(places)}${line([...places].reverse())}`)).toThrow(
    "line 2: ",
  );
  // Each name compared with all before it, this took half a minute.
  expect(performance.now() - start).toBeLessThan(5_000);
});

test.each([3, 31, 32, 33, 34, 100])(
  "a label that is there twice is found, be there %d of them",
  (count) => {
    for (const twice of [0, count - 1]) {
      const some = places.slice(0, count);
      const text = `y 1\n${line(some)}${line([...some, count, twice])}`;
      expect(() => parseExposition(text)).toThrow(`line 3: the label "a${twice}" is there twice`);
      expect(() => parseExposition(line([...some, twice]))).toThrow("there twice");
      expect(parseExposition(line([...some, count]))).toHaveLength(1);
    }
  },
);
