import { expect, test } from "vitest";
import { plainLog, tellingLine } from "./run-log.ts";

test.each([
  [
    "starting\nmovies: 429 Too Many Requests, failed\ndone",
    "movies: 429 Too Many Requests, failed",
  ],
  ["Traceback (most recent call last):\n  File x\nValueError: bad date\n", "ValueError: bad date"],
  ["one\ntwo\n\n", "two"],
  [
    "tar: /x: Cannot open: Permission denied\r\ntar: exiting",
    "tar: /x: Cannot open: Permission denied",
  ],
  ["\u001b[31merror:\u001b[0m \u001b]0;title\u0007no route", "error: no route"],
  [
    '{"level":"warn","message":"api_call.failed"}\n{"level":"error","message":"export.failed","error":{"message":"the token was refused"}}\n{"level":"info","message":"done"}',
    "export.failed: the token was refused",
  ],
  ['{"level":"info","message":"701 films"}', "701 films"],
  ['{"level":"error"', '{"level":"error"'],
  [" \n\t\n", undefined],
])("the line of %j that tells what went wrong is found", (log, line) => {
  expect(tellingLine(log)).toBe(line);
});

test("a long line is cut, and a log keeps its lines but not its colours", () => {
  expect(tellingLine(`error ${"x".repeat(10_000)}`)).toHaveLength(200);
  expect(plainLog("\u001b[1mone\u001b[0m\r\ntwo\n")).toBe("one\ntwo\n");
});
