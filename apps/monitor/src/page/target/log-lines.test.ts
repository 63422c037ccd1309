import fc from "fast-check";
import { expect, test } from "vitest";
import { linesWith, logLines } from "./log-lines.ts";

const line = (level: string, message: string, more: object = {}) =>
  `${JSON.stringify({ timestamp: "2026-11-23T14:00:31.000Z", level, message, ...more })}\n`;
const texts = (ndjson: string, query: Partial<Parameters<typeof logLines>[1]> = {}) =>
  logLines(ndjson, { limit: 500, ...query }).map(({ message }) => message);

const log = [
  line("debug", "a"),
  line("info", "b", { correlation_id: "run-1", trace_id: "t1" }),
  line("warn", "c", { correlation_id: "run-2" }),
  line("error", "d", { error: { type: "Error", message: "disk full" } }),
  line("fatal", "e", { error: "gone", pages: 3, list: ["x"], nothing: null }),
].join("");

test("lines come oldest first, with what else they tell", () => {
  expect(texts(log)).toEqual(["a", "b", "c", "d: disk full", "e: gone"]);
  expect(logLines(log, { limit: 1 })).toMatchObject([
    { level: "error", word: "fatal", message: "e: gone", rest: 'pages=3 list=["x"]' },
  ]);
});

test("a level means this and worse, and a text is looked for in all of a line, of any case", () => {
  expect(texts(log, { level: "warn" })).toEqual(["c", "d: disk full", "e: gone"]);
  expect(texts(log, { level: "error" })).toEqual(["d: disk full", "e: gone"]);
  expect(texts(log, { text: "RUN-1" })).toEqual(["b"]);
  expect(texts(log, { text: " t1 " })).toEqual(["b"]);
  expect(texts(log, { text: "pages=3" })).toEqual(["e: gone"]);
  expect(texts(log, { text: "nowhere" })).toEqual([]);
});

test("lines that belong to a trace are counted, by its correlation id or its own, and no others", () => {
  const all = log + line("info", "says run-1") + line("info", "f", { trace_id: "t1" });
  expect(linesWith(all, ["run-1", "t1"])).toBe(2);
  expect(linesWith(all, [undefined, "run-2"])).toBe(1);
  expect(linesWith(all, [undefined, ""])).toBe(0);
});

test("a key is a line's own, and stays while older lines go and newer ones come", () => {
  const keys = (ndjson: string) => logLines(ndjson, { limit: 500 }).map(({ key }) => key);
  const same = line("info", "same");
  const before = keys(log + same + same);
  expect(new Set(before).size).toBe(7);
  const after = keys(`${log.slice(log.indexOf("\n") + 1)}${same}${same}${line("info", "new")}`);
  expect(after.slice(0, -1)).toEqual(before.slice(1));
});

test("the newest so many are kept, and none is cut in two by a limit", () => {
  const many = Array.from({ length: 2_000 }, (_, index) => line("info", `m${index}`)).join("");
  const shown = texts(many);
  expect([shown.length, shown[0], shown.at(-1)]).toEqual([500, "m1500", "m1999"]);
});

test("what turns a line around or can't be seen is written out, and newlines stay", () => {
  expect(texts(line("info", "a\nb\u202ec\u0007\u001b[31m"))).toEqual([
    "a\nb\\u202ec\\u0007\\u001b[31m",
  ]);
});

test("a line that is no JSON is shown as it is, and nothing in one throws", () => {
  expect(texts("Segmentation fault\n\n  \n[1,2]\n")).toEqual(["Segmentation fault", "[1,2]"]);
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  expect(logLines(`{"message":"m","deep":${deep}}`, { limit: 5 })[0]?.rest).toBe("deep=…");
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.json(), fc.string())), fc.string(), (lines, text) => {
      const ndjson = lines.join("\n");
      const all = logLines(ndjson, { limit: 1_000 });
      expect(all.length).toBe(ndjson.split("\n").filter((one) => one.trim() !== "").length);
      expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
      expect(logLines(ndjson, { limit: 1_000, text }).length).toBeLessThanOrEqual(all.length);
      linesWith(ndjson, [text]);
    }),
  );
});
