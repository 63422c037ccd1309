import { expect, test } from "vitest";
import { cronText } from "./job-row.ts";

test.each([
  ["* * * * *", "Every minute"],
  ["*/1 * * * *", "Every minute"],
  ["*/5 * * * *", "Every 5 minutes"],
  ["5 * * * *", "Every hour at :05"],
  ["5 */1 * * *", "Every hour at :05"],
  ["5 */6 * * *", "Every 6 hours at :05"],
  ["30 2 * * *", "Daily at 02:30"],
  ["30 2 * * 7", "Sundays at 02:30"],
  ["0 30 2 * * *", "Daily at 02:30"],
  ["0 */5 * * * *", "Every 5 minutes"],
  ["* * * * * *", "Every second"],
  ["*/1 * * * * *", "Every second"],
  ["*/20 * * * * *", "Every 20 seconds"],
  ["*/7 * * * *", "*/7 * * * *"],
  ["*/7 * * * * *", "*/7 * * * * *"],
  ["5 */7 * * *", "5 */7 * * *"],
  ["15 30 2 * * *", "15 30 2 * * *"],
  ["0 4 1-7 * 1-5", "0 4 1-7 * 1-5"],
])("the pattern %s is %s", (cron, text) => {
  expect(cronText(cron)).toBe(text);
});
