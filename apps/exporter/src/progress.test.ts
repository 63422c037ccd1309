import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function terminal(isTTY: boolean) {
  let written = "";
  const progress = createProgress({
    isTTY,
    columns: 120,
    write(text: string | Uint8Array) {
      written += text;
      return true;
    },
  });
  return { progress, written: () => written };
}

const clearLine = "\r\u001b[K";
const page = { list: "history" as const, pageCount: 133, rows: 14_250, isKept: false };

test("on a terminal a bar with pages, rows, rate and the time that is left, taken away at the end", () => {
  const { progress, written } = terminal(true);
  progress.page({ ...page, page: 57 });
  expect(written().startsWith(clearLine)).toBe(true);
  expect(written()).toMatch(/Khistory {4}\[#{9}-{11}\] 57\/133 pages {2}14250 rows/);
  progress.page({ ...page, page: 133 });
  expect(written()).toMatch(
    /\[#{20}\] 133\/133 pages {2}14250 rows {2}\d+\.\d pages\/s, 0:00 left$/,
  );
  progress.end();
  expect(written().endsWith(clearLine)).toBe(true);
});

test("an empty list is a full bar, and in a pipe there is none", () => {
  const { progress, written } = terminal(true);
  progress.page({ ...page, page: 1, pageCount: 0, rows: 0 });
  expect(written()).toContain(`[${"#".repeat(20)}]`);
  const piped = terminal(false);
  piped.progress.page({ ...page, page: 1 });
  piped.progress.end();
  expect(piped.written()).toBe("");
});
