import { describe, expect, test } from "vitest";
import { lookAlikes, type PiiCase, positives } from "./cases.ts";
import { measurePii } from "./measure.ts";
import { piiSoak } from "./pii-soak.ts";
import { piiTable } from "./report.ts";
import { judge } from "./verdict.ts";

const line = (message: string) => `${JSON.stringify({ message })}\n`;
const expected = (what: Partial<PiiCase>): PiiCase => ({
  kind: "some",
  position: "message",
  name: "one",
  log() {},
  ...what,
});

describe("a positive", () => {
  const secret = "correct-horse-battery";
  const passes = (written: string) => judge(expected({ secret }), written).passed;

  test("is found where the secret is gone", () => {
    expect(passes(line("password is [hidden]"))).toBe(true);
  });

  test("is missed where the secret is whole, or half of it", () => {
    expect(passes(line(`password is ${secret}`))).toBe(false);
    expect(passes(line("password is correct-hor…"))).toBe(false);
    expect(passes(line("password is …rse-battery"))).toBe(false);
  });

  test("is found where less than half of the secret is left", () => {
    expect(passes(line("password is corr…tery"))).toBe(true);
  });

  test("is missed where the secret is a key, or JSON inside of JSON", () => {
    expect(passes(`${JSON.stringify({ by: { [secret]: 1 } })}\n`)).toBe(false);
    expect(passes(line(JSON.stringify({ deep: { secret } })))).toBe(false);
  });

  test("is missed where a second spelling of the secret is left", () => {
    const card = expected({ secret: "4242 4242", alsoSecret: ["42424242"] });
    expect(judge(card, line("card 42424242")).passed).toBe(false);
    expect(judge(card, line("card [hidden]")).passed).toBe(true);
  });

  test("is missed where no line was written, or one that is no JSON", () => {
    expect(passes("")).toBe(false);
    expect(passes('{"message":"cut\n')).toBe(false);
  });

  test("shows at most a few characters of the secret when it is reported", () => {
    const { excerpt = "" } = judge(expected({ secret }), line(`before ${secret} after`));
    expect(excerpt).toContain("before cor…");
    expect(excerpt).not.toContain("corr");
    expect(excerpt).not.toContain("battery");
  });
});

describe("a look-alike", () => {
  test("is left alone where every part to keep is in a value", () => {
    const keep = ["1.2.3", "max=512"];
    const written = (version: string, max: number) => `${JSON.stringify({ version, max })}\n`;
    expect(judge(expected({ keep }), written("v1.2.3", 512)).passed).toBe(true);
    expect(judge(expected({ keep }), written("v1.2.*", 512)).passed).toBe(false);
    expect(judge(expected({ keep }), written("v1.2.3", 51)).passed).toBe(false);
  });
});

describe("the measure", () => {
  test("counts each case of the corpus once, by kind and by position", async () => {
    const report = await measurePii();
    const sum = (tallies: Readonly<Record<string, { cases: number; right: number }>>) =>
      Object.values(tallies).reduce(
        (total, { cases, right }) => ({ cases: total.cases + cases, right: total.right + right }),
        { cases: 0, right: 0 },
      );
    expect(report.positives.cases).toBe(positives().length);
    expect(report.lookAlikes.cases).toBe(lookAlikes().length);
    for (const side of [report.positives, report.lookAlikes]) {
      const { cases, right } = side;
      expect(right + side.wrong.length).toBe(cases);
      expect(sum(side.byKind)).toEqual({ cases, right });
      expect(sum(side.byPosition)).toEqual({ cases, right });
    }
    expect(report.recall).toBe(report.positives.right / report.positives.cases);
    const unprinted = ["map-value", "map-key", "set", "headers-class"];
    const printed = sum(
      Object.fromEntries(
        Object.entries(report.positives.byPosition).filter(([name]) => !unprinted.includes(name)),
      ),
    );
    expect(printed.cases).toBeLessThan(report.positives.cases);
    expect(report.recallOfPrinted).toBe(printed.right / printed.cases);
  });

  test("takes fewer cases evenly from the corpus, all kinds among them", async () => {
    const whole = await measurePii();
    const { positives: found, lookAlikes: kept } = await measurePii({ count: 200 });
    expect([found.cases, kept.cases]).toEqual([200, 200]);
    expect(Object.keys(found.byKind)).toEqual(Object.keys(whole.positives.byKind));
  });

  test("refuses a count that is no whole number from 1", async () => {
    await expect(measurePii({ count: 0 })).rejects.toThrow(RangeError);
    await expect(measurePii({ count: 1.5 })).rejects.toThrow("not 1.5");
  });

  test("prints no secret", async () => {
    const table = piiTable(await measurePii());
    const shown = positives().filter(({ secret }) => secret && table.includes(secret));
    expect(shown.map(({ name }) => name)).toEqual([]);
    expect(table).toMatch(/^recall +\d\.\d{4} /m);
    expect(table).toMatch(/^false alarms \d\.\d{4} /m);
  });

  test("is shown exactly where recall is at least 0.95 and false alarms are at most 0.02", async () => {
    const { recall, falseAlarmRate } = await measurePii({ count: 300 });
    const { text, verdict, isShown } = await piiSoak.run(300);
    expect(isShown).toBe(recall >= 0.95 && falseAlarmRate <= 0.02);
    expect(verdict).toBe(`recall ${recall.toFixed(4)}, false alarms ${falseAlarmRate.toFixed(4)}`);
    expect(text).toContain("positives by position");
  });

  test("takes the whole corpus unless told otherwise", () => {
    expect(piiSoak.count).toBeGreaterThanOrEqual(Math.max(positives().length, lookAlikes().length));
  });
});
