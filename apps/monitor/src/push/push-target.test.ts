import { expect, test } from "vitest";
import { parseExposition } from "../exposition/index.ts";
import { createPushTarget, type PushTargetOptions, pushConfig, type SavedGroup } from "./index.ts";

const second = 1000;
const start = 1_700_000_000_000;

function setUp(options: PushTargetOptions = {}) {
  const clock = { ms: start };
  const target = createPushTarget({ now: () => clock.ms, ...options });
  const push = (job: string, text: string, more: { merge?: true; ttlMs?: number } = {}) =>
    target.push({
      labels: { job },
      text,
      mode: more.merge ? "merge" : "replace",
      ttlMs: more.ttlMs,
    });
  /** Sample lines without those of the target itself. */
  const lines = () =>
    target
      .text()
      .split("\n")
      .filter((line) => line !== "" && !/^#|^push_/.test(line));
  return { clock, target, push, lines };
}

const accepted = { outcome: "accepted" };

test("pushed metrics get the labels of their group, and an empty instance where there is none", () => {
  const { target } = setUp();
  const labels = { job: "nightly", path: 'a"\\\n' };
  const text =
    '# HELP x_total X\\nx.\n# TYPE x_total counter\nx_total{path="own",job="own",b="c"} 1\n';
  expect(target.push({ labels, text, mode: "replace" })).toEqual(accepted);
  expect(
    target.text(),
  ).toBe(String.raw`# HELP push_failure_time_seconds Last Unix time when changing this group in the Pushgateway failed.
# TYPE push_failure_time_seconds gauge
push_failure_time_seconds{instance="",job="nightly",path="a\"\\\n"} 0
# HELP push_time_seconds Last Unix time when changing this group in the Pushgateway succeeded.
# TYPE push_time_seconds gauge
push_time_seconds{instance="",job="nightly",path="a\"\\\n"} 1700000000
# HELP x_total X\nx.
# TYPE x_total counter
x_total{b="c",instance="",job="nightly",path="a\"\\\n"} 1
`);
});

test("replacing takes all that the group had, merging only metrics of the same name", () => {
  const { push, lines, target } = setUp();
  push("a", 'x{n="1"} 1\ny 1\n');
  push("b", "x 2\n");
  push("a", 'x{n="2"} 3\nz 1\n', { merge: true });
  const b = 'x{instance="",job="b"} 2';
  expect(lines()).toEqual([
    b,
    'x{instance="",job="a",n="2"} 3',
    'y{instance="",job="a"} 1',
    'z{instance="",job="a"} 1',
  ]);
  push("a", "y 2\n");
  expect(lines()).toEqual([b, 'y{instance="",job="a"} 2']);
  push("a", "", { merge: true });
  expect(lines()).toEqual([b, 'y{instance="",job="a"} 2']);
  push("a", "");
  expect(lines()).toEqual([b]);
  expect(target.groups()).toHaveLength(2);
  expect(target.delete({ job: "b" })).toBe(true);
  expect(target.delete({ job: "b" })).toBe(false);
  expect(lines()).toEqual([]);
});

test("a histogram is served whole, with bounds as Prometheus writes them", () => {
  const { push, lines } = setUp();
  const text = `# TYPE h histogram
h_bucket{le="0.00001"} 1
h_bucket{le="1000000"} 2
h_count 3
# TYPE s summary
s{quantile="0.50"} 1
`;
  expect(push("a", text)).toEqual(accepted);
  expect(lines()).toEqual([
    'h_bucket{instance="",job="a",le="1e-05"} 1',
    'h_bucket{instance="",job="a",le="1e+06"} 2',
    'h_bucket{instance="",job="a",le="+Inf"} 3',
    'h_sum{instance="",job="a"} 0',
    'h_count{instance="",job="a"} 3',
    's{instance="",job="a",quantile="0.5"} 1',
    's_sum{instance="",job="a"} 0',
    's_count{instance="",job="a"} 0',
  ]);
});

const inconsistent: readonly (readonly [title: string, text: string, message: string])[] = [
  ["a time", "y 1 17\n", "y has a time; pushed samples must have none"],
  [
    "a series twice once the labels are in place",
    'y{job="b"} 1\ny{job="c"} 1\n',
    'y{instance="",job="b"} is there twice, once the labels of the group are in place',
  ],
  [
    "a bucket twice",
    '# TYPE y histogram\ny_bucket{le="1"} 1\ny_bucket{le="1.0"} 1\n',
    'y_bucket{instance="",job="b",le="1"} is there twice, once the labels of the group are in place',
  ],
  [
    "two summaries that become one",
    '# TYPE y summary\ny_sum 1\ny_count{job="c"} 1\n',
    'y_count{instance="",job="b"} is there twice, once the labels of the group are in place',
  ],
  ["a reserved label", 'y{__x="1"} 1\n', 'the label "__x" begins with "__", which is reserved'],
  [
    "another type",
    "# TYPE x gauge\nx 1\n",
    'x is of type gauge here and untyped in the group {job="a"}',
  ],
  [
    "a part of another group's histogram",
    "h_count 1\n",
    "h_count can't be beside the histogram h, which has a part of this name",
  ],
  [
    "a histogram whose part another group has",
    "# TYPE n histogram\nn_count 1\n",
    "the histogram n can't be beside n_sum, which is a part of it",
  ],
];

for (const [title, text, message] of inconsistent)
  test(`a push with ${title} is refused, leaves all as it was, and shows as failed`, () => {
    const { clock, push, lines, target } = setUp();
    push("a", "x 1\nn_sum 1\n# TYPE h histogram\nh_count 1\n");
    push("b", "x 2\n");
    const before = lines();
    clock.ms += second;
    expect(push("b", text)).toEqual({ outcome: "refused", reason: "inconsistent", message });
    expect(push("b", text, { merge: true })).toMatchObject({ reason: "inconsistent" });
    expect(lines()).toEqual(before);
    expect(target.groups()[1]).toMatchObject({
      pushedAtMs: start,
      failedAtMs: start + second,
      lastPush: "refused",
    });
    expect(target.text()).toContain('push_failure_time_seconds{instance="",job="b"} 1700000001\n');
  });

test("two groups can't have the same series", () => {
  const { push, target } = setUp();
  push("a", 'x{instance="i"} 1\n');
  const clash = { labels: { job: "a", instance: "i" }, text: "x 2\n", mode: "replace" } as const;
  expect(target.push(clash)).toEqual({
    outcome: "refused",
    reason: "inconsistent",
    message: 'x{instance="i",job="a"} is in the group {job="a"} as well',
  });
  target.delete({ job: "a" });
  expect(target.push(clash)).toEqual(accepted);
});

test("what can't be read is refused with its line, and makes no group", () => {
  const { push, target } = setUp();
  const refusal = { outcome: "refused", reason: "malformed", message: expect.anything() };
  expect(push("a", "x 1\ny")).toEqual({ ...refusal, message: expect.stringMatching(/^line 2: /) });
  expect(target.groups()).toEqual([]);
  expect(target.text()).toBe("");
  expect(target.stats().refused.malformed).toBe(1);
});

test("what a group says of its own pushes is what the target knows", () => {
  const { push, lines, target } = setUp();
  const text =
    "# TYPE push_time_seconds counter\npush_time_seconds 1\npush_failure_time_seconds 1\n";
  expect(push("a", text)).toEqual(accepted);
  expect(lines()).toEqual([]);
  expect(target.text()).toContain('push_time_seconds{instance="",job="a"} 1700000000\n');
});

test("a group vanishes at its end, later after each push, and never with 0", () => {
  const { clock, push, target } = setUp({ ttlMs: 10 * second });
  const jobs = () => target.groups().map(({ labels }) => labels.job);
  push("default", "x 1\n");
  push("short", "x 1\n", { ttlMs: 2 * second });
  push("for ever", "x 1\n", { ttlMs: 0 });
  expect(jobs()).toEqual(["default", "short", "for ever"]);
  clock.ms += 2 * second - 1;
  expect(jobs()).toEqual(["default", "short", "for ever"]);
  clock.ms += 1;
  expect(jobs()).toEqual(["default", "for ever"]);
  expect(target.text()).not.toContain("short");
  push("default", "x 1\n", { merge: true });
  clock.ms += 9 * second;
  expect(jobs()).toEqual(["default", "for ever"]);
  // A push that is refused keeps nothing alive, and a group that knows but a failure ends as well.
  push("default", "x 1 1\n");
  push("failed", "x 1 1\n");
  clock.ms += second;
  expect(jobs()).toEqual(["for ever", "failed"]);
  clock.ms += 365 * 24 * 3600 * second;
  expect(jobs()).toEqual(["for ever"]);
  expect(target.stats()).toMatchObject({ groups: 1, series: 1, expired: 3, accepted: 4 });
});

test("a group too many is refused, and there is room again once one is gone", () => {
  const { clock, push, target } = setUp({ maxGroups: 2, ttlMs: second });
  push("a", "x 1\n");
  push("b", "x 1\n");
  expect(push("c", "x 1\n")).toEqual({
    outcome: "refused",
    reason: "full",
    message: "there are 2 groups, which is the limit: delete a group, or wait until one expires",
  });
  // Nor is there room for the failure of a group that is not there.
  expect(push("d", "x 1 1\n")).toMatchObject({ reason: "inconsistent" });
  expect(target.groups().map(({ labels }) => labels.job)).toEqual(["a", "b"]);
  expect(push("a", "x 2\n")).toEqual(accepted);
  clock.ms += second;
  expect(push("c", "x 1\n")).toEqual(accepted);
});

test("memory is bounded: what does not fit is refused, and what goes makes room", () => {
  const { push, target } = setUp({ maxBytes: 40_000 });
  const series = (count: number) =>
    Array.from({ length: count }, (_, n) => `x{n="${n}"} ${n}\n`).join("");
  expect(push("a", series(100))).toEqual(accepted);
  const { bytes } = target.stats();
  expect(bytes).toBeGreaterThan(5000);
  expect(push("b", series(100))).toMatchObject({ reason: "full" });
  expect(push("a", series(1000))).toMatchObject({ reason: "full" });
  expect(target.groups()).toMatchObject([{ lastPush: "refused", failedAtMs: start }]);
  expect(target.stats()).toMatchObject({ bytes, series: 100, refused: { full: 2 } });
  expect(push("a", "x 1\n")).toEqual(accepted);
  expect(push("b", series(100))).toEqual(accepted);
  target.delete({ job: "a" });
  target.delete({ job: "b" });
  expect(target.stats()).toMatchObject({ bytes: 0, groups: 0, series: 0 });
});

test("of help texts that differ the last one pushed is served, and it is told", () => {
  const problems: unknown[] = [];
  const { push, target } = setUp({ onProblem: (problem) => problems.push(problem) });
  for (const [job, help] of [
    ["a", "Old."],
    ["b", "New."],
    ["c", undefined],
  ] as const)
    push(job, `${help ? `# HELP x ${help}\n` : ""}x 1\n`);
  expect(target.text()).toContain("# HELP x New.\n# TYPE x untyped\n");
  expect(problems).toEqual([
    {
      code: "help_differs",
      message:
        'the group {job="b"} has another help text for x than others; the last one pushed is served',
    },
  ]);
});

test("groups come back from what was told of changes, with their times", () => {
  const kept = new Map<string, SavedGroup>();
  const { clock, push, target } = setUp({
    ttlMs: 10 * second,
    onChange({ key, group }) {
      if (group === undefined) kept.delete(key);
      else kept.set(key, group);
    },
  });
  push("a", '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1e6",v="\\"\\\\"} 2\nh_sum 3\n');
  push("b", "y 1\n", { ttlMs: 0 });
  clock.ms += second;
  push("b", "y 1 1\n");
  push("c", "z 1\n");
  target.delete({ job: "c" });
  push("d", "z 1\n", { ttlMs: 1 });
  const saved = JSON.parse(JSON.stringify([...kept.values()])) as SavedGroup[];

  const later = setUp();
  later.clock.ms = clock.ms + 1;
  expect(later.target.restore(saved)).toBe(2);
  clock.ms += 1;
  expect(later.target.text()).toBe(target.text());
  expect(later.target.groups()).toEqual(target.groups());
  later.clock.ms = start + 10 * second;
  expect(later.target.groups().map(({ labels }) => labels.job)).toEqual(["b"]);
});

test("a closed target holds and takes nothing; callbacks that throw harm no push", () => {
  const throwing = () => {
    throw new Error("no");
  };
  const { push, target } = setUp({ onChange: throwing, onProblem: throwing });
  expect(push("a", "# HELP x A\nx 1\n")).toEqual(accepted);
  expect(push("b", "# HELP x B\nx 1\n")).toEqual(accepted);
  target.close();
  target.close();
  expect(push("a", "x 1\n")).toMatchObject({ outcome: "refused", reason: "closed" });
  expect(target.restore([])).toBe(0);
  expect(target.text()).toBe("");
});

test("everything pushed at random is one exposition that a strict parser takes", () => {
  const { push, target } = setUp({ maxGroups: 20 });
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  const types = ["counter", "gauge", "histogram", "summary", "untyped"];
  const suffixes = ["", "_sum", "_count", "_bucket"];
  for (let count = 0; count < 3000; count++) {
    const text = Array.from({ length: 1 + next(3) }, () => {
      const name = `m${next(4)}`;
      const type = types[next(5)];
      const sample = `${name}${suffixes[next(4)]}`;
      const label = [`le="${next(3)}"`, `quantile="0.${next(3)}"`, `v="${next(3)}"`][next(3)];
      return `# TYPE ${name} ${type}\n${sample}{${label}} ${next(9)}\n`;
    }).join("");
    if (next(10) === 0) target.delete({ job: `j${next(30)}` });
    else push(`j${next(30)}`, text, next(2) === 0 ? { merge: true } : {});
    if (count % 100 === 0) parseExposition(target.text());
  }
  const { accepted: taken, refused, groups } = target.stats();
  expect(Math.min(taken, refused.inconsistent, refused.malformed, refused.full)).toBeGreaterThan(
    20,
  );
  const served = parseExposition(target.text());
  expect(served.find(({ name }) => name === "push_time_seconds")?.samples).toHaveLength(groups);
  for (const { labels } of target.groups()) target.delete(labels);
  expect(target.stats()).toMatchObject({ bytes: 0, series: 0 });
  expect(target.text()).toBe("");
});

test("[push] has limits by default, in the units of the code", () => {
  expect(pushConfig.parse(undefined)).toEqual({
    enabled: true,
    ttlMs: 3_600_000,
    maxGroups: 1000,
    maxBytes: 67_108_864,
    maxBodyBytes: 1_048_576,
  });
  const given = { enabled: false, ttl_seconds: 0, max_groups: 5, max_size_mb: 1.5, max_body_kb: 2 };
  expect(pushConfig.parse(given)).toEqual({
    enabled: false,
    ttlMs: 0,
    maxGroups: 5,
    maxBytes: 1_572_864,
    maxBodyBytes: 2048,
  });
  for (const wrong of [{ ttl: 1 }, { ttl_seconds: -1 }, { max_groups: 0 }, { max_body_kb: 0.5 }])
    expect(pushConfig.safeParse(wrong).success).toBe(false);
});

test("a small push to a group of long labels is refused before it becomes a huge one", () => {
  const { target } = setUp();
  const text = Array.from({ length: 60_000 }, (_, at) => `x{a="${at}"} 1\n`).join("");
  const labels = { job: "nightly", long: "v".repeat(15_000) };
  expect(target.push({ labels, text, mode: "replace" })).toMatchObject({
    outcome: "refused",
    reason: "full",
    message: expect.stringContaining("choose shorter labels"),
  });
  expect(target.stats()).toMatchObject({ groups: 0, bytes: 0 });
});
