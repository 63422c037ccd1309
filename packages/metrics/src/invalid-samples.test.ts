import { createMetrics, MetricError, type MetricProblem, type MetricsOptions } from "@ettl/metrics";
import { expect, test } from "vitest";
import { parseExposition } from "../test/exposition.ts";

type Call = (...given: unknown[]) => unknown;
type Loose = Record<string, Call>;

const types = ["counter", "gauge", "histogram", "summary"] as const;
const hostileObject = () =>
  new Proxy(
    {},
    {
      get: () => {
        throw new Error("get");
      },
      ownKeys: () => {
        throw new Error("ownKeys");
      },
      has: () => {
        throw new Error("has");
      },
      getOwnPropertyDescriptor: () => {
        throw new Error("getOwnPropertyDescriptor");
      },
    },
  );
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const noNumbers = (): [string, unknown][] => [
  ['"5"', "5"],
  ['"abc"', "abc"],
  ['""', ""],
  ["null", null],
  ["true", true],
  ["false", false],
  ["5n", 5n],
  ["0n", 0n],
  ["a symbol", Symbol("value")],
  ["an object", { valueOf: () => 1 }],
  ["an array", [1]],
  ["a date", new Date(0)],
  ["a function", () => 1],
  ["a Number", Object(1)],
  ["a hostile proxy", hostileObject()],
  ["a revoked proxy", revoked()],
];
const notFinite: [string, unknown][] = [
  ["NaN", Number.NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
];
/** What each way to record must refuse. */
const refusedBy = (method: string): [string, unknown][] => {
  if (method === "counter.inc") {
    // prom-client's counter takes null for a value that is left out.
    const values = noNumbers().filter(([, value]) => value !== null);
    return [...values, ...notFinite, ["-1", -1], ["-5e-324", -5e-324]];
  }
  // NaN and the infinities are values that a gauge can have.
  if (method === "gauge.set") return [...noNumbers(), ["undefined", undefined]];
  if (method.startsWith("gauge")) return [...noNumbers(), ...notFinite];
  return [...noNumbers(), ...notFinite, ["undefined", undefined]];
};
const methods = {
  counter: ["inc"],
  gauge: ["inc", "dec", "set"],
  histogram: ["observe"],
  summary: ["observe"],
} as const;

function subject(type: (typeof types)[number], options: Partial<MetricsOptions> = {}) {
  const problems: MetricProblem[] = [];
  const metrics = createMetrics({
    version: "1",
    runtimeMetrics: false,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  const make = metrics as unknown as Record<string, (config: object) => Loose>;
  const instrument = make[type]?.({ name: "subject", help: "S.", labelNames: ["a", "b"] }) as Loose;
  const samples = async () =>
    parseExposition(`${(await metrics.scrape()).body}`).find(({ name }) => name === "subject")
      ?.samples;
  return { metrics, instrument, problems, samples };
}

for (const type of types) {
  for (const method of methods[type])
    test(`M1 ${type}.${method} refuses what is no value, counts it and throws nothing`, async () => {
      const { metrics, instrument, problems, samples } = subject(type);
      instrument[method]?.({ a: "x", b: "y" }, 2);
      const before = await samples();
      const child = instrument.labels?.({ a: "x", b: "y" }) as Loose;
      let refused = 0;
      for (const [what, value] of refusedBy(`${type}.${method}`)) {
        instrument[method]?.({ a: "x", b: "y" }, value);
        expect(metrics.stats().refused, `${what}, with labels`).toBe(++refused);
        child[method]?.(value);
        expect(metrics.stats().refused, `${what}, bound`).toBe(++refused);
        instrument[method]?.({ a: "new", b: "series" }, value);
        expect(metrics.stats().refused, `${what}, in a new series`).toBe(++refused);
      }
      expect(await samples()).toEqual(before);
      expect(problems.map(({ code }) => code)).toEqual(["invalid_sample"]);
      expect(problems[0]?.message).toContain("subject");
      const scraped = parseExposition(`${(await metrics.scrape()).body}`)
        .find(({ name }) => name === "ettl_metric_samples_refused_total")
        ?.samples.map(({ labels, value }) => [labels.metric, value]);
      expect(scraped).toEqual([["subject", refused]]);
    });

  test(`M1 a ${type} refuses labels that it does not have, and what is no label value`, async () => {
    const { metrics, instrument, samples } = subject(type);
    const [method = ""] = methods[type].slice(-1);
    instrument[method]?.({ a: "x", b: "y" }, 2);
    const before = await samples();
    const cases: [string, () => unknown][] = [
      ["an unknown label", () => ({ a: "x", b: "y", c: "z" })],
      ["only an unknown label", () => ({ contry: "x" })],
      ["an inherited enumerable label", () => Object.create({ c: "z" })],
      ["a symbol as value", () => ({ a: Symbol("x"), b: "y" })],
      ["a symbol as the value of a new series", () => ({ a: "other", b: Symbol("x") })],
      [
        "toString that throws",
        () => ({
          a: {
            toString: () => {
              throw new Error("no");
            },
          },
          b: "y",
        }),
      ],
      ["toString that gives no text", () => ({ a: { toString: () => ({}) }, b: "y" })],
      ["an object without toString", () => ({ a: Object.create(null), b: "y" })],
      [
        "a getter that throws",
        () => ({
          get a(): string {
            throw new Error("no");
          },
          b: "y",
        }),
      ],
      ["a hostile proxy", hostileObject],
      ["a revoked proxy", revoked],
      ["a hostile proxy as value", () => ({ a: hostileObject(), b: "y" })],
    ];
    const missed: string[] = [];
    const expectRefusal = (what: string, action: () => unknown) => {
      const { refused } = metrics.stats();
      action();
      if (metrics.stats().refused !== refused + 1) missed.push(what);
    };
    for (const [what, labels] of cases) {
      expectRefusal(what, () => instrument[method]?.(labels(), 1));
      const child = instrument.labels?.(labels()) as Loose;
      expectRefusal(`${what}, bound`, () => child[method]?.(1));
      instrument.remove?.(labels());
    }
    for (const given of [[], ["x"], ["x", "y", "z"], [Symbol("x"), "y"]]) {
      const child = instrument.labels?.(...given) as Loose;
      expectRefusal(`${given.length} values`, () => child[method]?.(1));
      instrument.remove?.(...given);
    }
    expect(missed.join("; ")).toBe("");
    expect(await samples()).toEqual(before);
  });
}

for (const type of ["gauge", "histogram", "summary"] as const)
  test(`M1 a timer of a ${type} with labels that it does not have records nothing`, async () => {
    const { metrics, instrument, samples } = subject(type);
    const end = (target: Loose, ...start: unknown[]) => target.startTimer?.(...start) as Call;
    end(instrument, { c: "x" })({ a: "x" });
    expect(metrics.stats().refused).toBe(1);
    end(instrument, { a: "x" })({ c: "x" });
    expect(metrics.stats().refused).toBe(2);
    for (const given of [["x"], [], ["x", "y", "z"], [{ c: "x" }]]) {
      const child = instrument.labels?.(...given) as Loose;
      const { refused } = metrics.stats();
      end(child)();
      end(child)({ a: "x", b: "y" });
      expect(await samples(), JSON.stringify(given)).toEqual([]);
      expect(metrics.stats().refused - refused, JSON.stringify(given)).toBe(2);
    }
    end(instrument, hostileObject())(hostileObject());
    end(instrument, { a: "x" })(revoked());
    expect(await samples()).toEqual([]);
  });

test("M1 NaN and the infinities are values of a gauge, and moving it by them is refused", async () => {
  const { metrics, instrument, samples } = subject("gauge");
  instrument.set?.({ a: "nan" }, Number.NaN);
  instrument.set?.({ a: "up" }, Infinity);
  instrument.set?.({ a: "down" }, -Infinity);
  instrument.inc?.({ a: "up" }, 5);
  expect(metrics.stats().refused).toBe(0);
  expect((await samples())?.map(({ value }) => value)).toEqual([NaN, Infinity, -Infinity]);
});

test("M1 a refusal is told once per metric, whatever its callback does", async () => {
  let told = 0;
  const { metrics, instrument } = subject("counter", {
    onProblem: () => {
      told++;
      throw new Error("the callback's own fault");
    },
  });
  const other = metrics.counter({ name: "other_total", help: "O." });
  for (let round = 0; round < 3; round++) {
    instrument.inc?.({ a: "x" }, -1);
    other.inc(-1);
  }
  expect(told).toBe(2);
  expect(metrics.stats().refused).toBe(6);
});

test("M1 strict metrics throw a MetricError instead, and record nothing", async () => {
  for (const type of types) {
    const { instrument, samples } = subject(type, { strict: true });
    const [method = ""] = methods[type].slice(-1);
    const bound = instrument.labels?.({ a: "x" }) as Loose;
    for (const call of [
      () => instrument[method]?.({ a: "x" }, "5"),
      () => instrument[method]?.({ c: "x" }, 1),
      () => bound[method]?.("5"),
    ]) {
      let thrown: unknown;
      try {
        call();
      } catch (error) {
        thrown = error;
      }
      expect(thrown, type).toBeInstanceOf(MetricError);
      expect(thrown).toMatchObject({ code: "invalid_sample", metric: "subject" });
      expect((thrown as Error).message).toContain("subject");
    }
    expect(await samples(), type).toEqual([]);
  }
});
