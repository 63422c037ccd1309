import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";
import { createTracing } from "@ettl/tracing";
import { type HttpReceiver, httpReceiver, type Program, startProgram } from "@ettl-tooling/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// The cases of the W3C's own suite, by their names there, in requests of our own.
// https://github.com/w3c/trace-context/blob/main/test/test.py

const traceId = "12345678901234567890123456789012";
const parentId = "1234567890123456";
const valid = `00-${traceId}-${parentId}-01`;

type Header = readonly [name: string, value: string];
const parent = (value: string): Header => ["traceparent", value];
const state = (value: string): Header => ["tracestate", value];

interface Expected {
  readonly sent: readonly Header[];
  /** Whether the trace that was sent goes on; false: a new one begins. */
  readonly continues: boolean;
  /** `tracestate` of the call; none where it is left out. */
  readonly state?: string;
}
const continued = (...sent: Header[]): Expected => ({ sent, continues: true });
const begun = (...sent: Header[]): Expected => ({ sent, continues: false });
const withState = (expected: string | undefined, ...states: string[]): Expected => ({
  ...continued(parent(valid), ...states.map(state)),
  ...(expected !== undefined && { state: expected }),
});

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join("");
const allKeyCharacters = `${range(0x61, 0x7a)}0123456789_-*/`;
const allValueCharacters = `${range(0x20, 0x2b)}${range(0x2d, 0x3c)}${range(0x3e, 0x7e)}`;
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `bar${from + index}=${from + index}`);
const thirtyTwo = [numbered(10, 19), numbered(20, 29), numbered(30, 39), numbered(40, 41)].map(
  (members) => members.join(","),
);

const cases: Readonly<Record<string, readonly Expected[]>> = {
  both_traceparent_and_tracestate_missing: [begun()],
  traceparent_included_tracestate_missing: [continued(parent(valid))],
  traceparent_duplicated: [
    begun(parent(`00-${traceId.replace(/2$/, "1")}-${parentId}-01`), parent(valid)),
    begun(parent(valid), parent(valid)),
  ],
  traceparent_header_name: [begun(["trace-parent", valid]), begun(["trace.parent", valid])],
  traceparent_header_name_valid_casing: [
    continued(["TraceParent", valid]),
    continued(["TrAcEpArEnT", valid]),
    continued(["TRACEPARENT", valid]),
  ],
  traceparent_version_0x00: [
    begun(parent(`${valid}.`)),
    begun(parent(`${valid}-what-the-future-will-be-like`)),
  ],
  traceparent_version_0xcc: [
    continued(parent(`cc-${traceId}-${parentId}-01`)),
    continued(parent(`cc-${traceId}-${parentId}-01-what-the-future-will-be-like`)),
    begun(parent(`cc-${traceId}-${parentId}-01.what-the-future-will-be-like`)),
  ],
  traceparent_version_0xff: [begun(parent(`ff-${traceId}-${parentId}-01`))],
  traceparent_version_illegal_characters: [
    begun(parent(`.0-${traceId}-${parentId}-01`)),
    begun(parent(`0.-${traceId}-${parentId}-01`)),
  ],
  traceparent_version_too_long: [
    begun(parent(`000-${traceId}-${parentId}-01`)),
    begun(parent(`0000-${traceId}-${parentId}-01`)),
  ],
  traceparent_version_too_short: [begun(parent(`0-${traceId}-${parentId}-01`))],
  traceparent_trace_id_all_zero: [begun(parent(`00-${"0".repeat(32)}-${parentId}-01`))],
  traceparent_trace_id_illegal_characters: [
    begun(parent(`00-.${traceId.slice(1)}-${parentId}-01`)),
    begun(parent(`00-${traceId.slice(1)}.-${parentId}-01`)),
  ],
  traceparent_trace_id_too_long: [begun(parent(`00-${traceId}3-${parentId}-01`))],
  traceparent_trace_id_too_short: [begun(parent(`00-${traceId.slice(1)}-${parentId}-01`))],
  traceparent_parent_id_all_zero: [begun(parent(`00-${traceId}-${"0".repeat(16)}-01`))],
  traceparent_parent_id_illegal_characters: [
    begun(parent(`00-${traceId}-.${parentId.slice(1)}-01`)),
    begun(parent(`00-${traceId}-${parentId.slice(1)}.-01`)),
  ],
  traceparent_parent_id_too_long: [begun(parent(`00-${traceId}-${parentId}7-01`))],
  traceparent_parent_id_too_short: [begun(parent(`00-${traceId}-${parentId.slice(1)}-01`))],
  traceparent_trace_flags_illegal_characters: [
    begun(parent(`00-${traceId}-${parentId}-.0`)),
    begun(parent(`00-${traceId}-${parentId}-0.`)),
  ],
  traceparent_trace_flags_too_long: [begun(parent(`00-${traceId}-${parentId}-001`))],
  traceparent_trace_flags_too_short: [begun(parent(`00-${traceId}-${parentId}-1`))],
  traceparent_ows_handling: [" ", "\t", " \t"].flatMap((blanks) => [
    continued(parent(`${blanks}${valid}`)),
    continued(parent(`${valid}${blanks}`)),
    continued(parent(`${blanks}${valid}${blanks}`)),
  ]),
  tracestate_included_traceparent_missing: [begun(state("foo=1")), begun(state("foo=1,bar=2"))],
  tracestate_included_traceparent_included: [withState("foo=1,bar=2", "foo=1,bar=2")],
  tracestate_header_name: [
    continued(parent(valid), ["trace-state", "foo=1"]),
    continued(parent(valid), ["trace.state", "foo=1"]),
  ],
  tracestate_header_name_valid_casing: ["TraceState", "TrAcEsTaTe", "TRACESTATE"].map((name) => ({
    ...continued(parent(valid), [name, "foo=1"]),
    state: "foo=1",
  })),
  tracestate_empty_header: [
    withState(undefined, ""),
    withState("foo=1", "foo=1", ""),
    withState("foo=1", "", "foo=1"),
  ],
  tracestate_multiple_headers_different_keys: [
    withState("foo=1,bar=2,rojo=1,congo=2,baz=3", "foo=1,bar=2", "rojo=1,congo=2", "baz=3"),
  ],
  tracestate_duplicated_keys: [
    withState("foo=1", "foo=1,foo=1"),
    withState("foo=1", "foo=1,foo=2"),
    withState("foo=1", "foo=1", "foo=1"),
    withState("foo=1", "foo=1", "foo=2"),
  ],
  tracestate_all_allowed_characters: [
    `${allKeyCharacters}=${allValueCharacters}`,
    `${allKeyCharacters}@a-z0-9_-*/=${allValueCharacters}`,
  ].map((member) => withState(member, member)),
  tracestate_ows_handling: [
    withState("foo=1,bar=2,baz=3", "foo=1 \t , \t bar=2, \t baz=3"),
    withState("foo=1,bar=2,baz=3", "foo=1\t \t,\t \tbar=2,\t \tbaz=3"),
    ...[" foo=1", "\tfoo=1", "foo=1 ", "foo=1\t", "\t foo=1 \t"].map((text) =>
      withState("foo=1", text),
    ),
  ],
  tracestate_key_illegal_characters: ["foo =1", "FOO=1", "foo.bar=1"].map((bad) =>
    withState(undefined, bad),
  ),
  tracestate_key_illegal_vendor_format: [
    withState("foo@=1,bar=2", "foo@=1,bar=2"),
    withState(undefined, "@foo=1,bar=2"),
    withState("foo@@bar=1,bar=2", "foo@@bar=1,bar=2"),
    withState("foo@bar@baz=1,bar=2", "foo@bar@baz=1,bar=2"),
  ],
  tracestate_member_count_limit: [
    withState(thirtyTwo.join(","), ...thirtyTwo),
    withState(undefined, ...thirtyTwo, "bar42=42"),
  ],
  tracestate_key_length_limit: [
    ...[
      "z".repeat(256),
      `${"t".repeat(241)}@${"v".repeat(14)}`,
      `${"t".repeat(242)}@v`,
      `t@${"v".repeat(15)}`,
    ].map((key) => withState(`foo=1,${key}=1`, "foo=1", `${key}=1`)),
    withState(undefined, "foo=1", `${"z".repeat(257)}=1`),
  ],
  tracestate_value_illegal_characters: [
    withState(undefined, "foo=bar=baz"),
    withState(undefined, "foo=,bar=3"),
  ],
};

/** Two ways through the package: by Hono and `tracedFetch` in a process of its own, and by hand. */
const doors: Record<string, { url: string }> = {
  "traceRequests and tracedFetch": { url: "" },
  "extract and inject": { url: "" },
};
let program: Program;
let byHand: ReturnType<typeof createServer>;
let receiver: HttpReceiver;

beforeAll(async () => {
  receiver = await httpReceiver();
  program = startProgram([fileURLToPath(new URL("../../test/traced-server.mjs", import.meta.url))]);
  byHand = createServer(callByHand).listen(0, "127.0.0.1");
  await once(byHand, "listening");
  const [, url = ""] = await program.printed(/listening on (\S+)/);
  doors["traceRequests and tracedFetch"] = { url };
  doors["extract and inject"] = {
    url: `http://127.0.0.1:${(byHand.address() as AddressInfo).port}`,
  };
});
afterAll(async () => {
  byHand.close();
  await program[Symbol.asyncDispose]();
  await receiver.close();
});

const tracing = createTracing({ serviceName: "s", serviceVersion: "1", environment: "test" });

const callByHand: Parameters<typeof createServer>[1] = async (incoming, answer) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const calls = JSON.parse(Buffer.concat(chunks).toString()) as { url: string }[];
  await tracing.withSpan("POST", { parent: tracing.extract(incoming.headers) }, async () => {
    for (const { url } of calls)
      await tracing.withSpan("POST", async () => {
        const headers = {};
        tracing.inject(headers, { url });
        const call = request(url, { method: "POST", headers, agent: false }).end();
        const [response] = await once(call, "response");
        response.resume();
      });
  });
  answer.end();
};

/** Asks the service for `count` calls, in bytes of our own: no client writes such headers. */
async function callsOf(serviceUrl: string, headers: readonly Header[], count = 1) {
  const before = receiver.requests.length;
  const { hostname, port } = new URL(serviceUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  const body = JSON.stringify(Array.from({ length: count }, () => ({ url: receiver.url })));
  const lines = [
    "POST /call HTTP/1.1",
    `host: ${hostname}:${port}`,
    "connection: close",
    `content-length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1\.1 200/);
  return receiver.requests.slice(before).map(({ headers: { traceparent, tracestate } }) => {
    const [, trace, span, flags] =
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(traceparent)) ?? [];
    return { trace, span, flags: Number.parseInt(flags ?? "", 16), tracestate };
  });
}

describe.each(Object.keys(doors))("%s", (door) => {
  const calls = (headers: readonly Header[], count?: number) =>
    callsOf(doors[door]?.url ?? "", headers, count);

  test.each(Object.keys(cases))("T6 test_%s", async (name) => {
    for (const { sent, continues, state: expectedState } of cases[name] ?? []) {
      const [call] = await calls(sent);
      expect(call?.span, String(sent)).toMatch(/[1-9a-f]/);
      expect(call?.span).not.toBe(parentId);
      expect(call?.trace).toMatch(/[1-9a-f]/);
      if (continues) expect(call?.trace, String(sent)).toBe(traceId);
      else expect(String(sent)).not.toContain(call?.trace);
      expect(call?.tracestate, String(sent)).toBe(expectedState);
    }
  });

  test("T6 test_multiple_requests_with_valid_traceparent", async () => {
    const made = await calls([parent(valid)], 3);
    expect(made.map(({ trace }) => trace)).toEqual([traceId, traceId, traceId]);
    expect(new Set(made.map(({ span }) => span)).size).toBe(3);
  });

  test.each([
    ["without_traceparent", []],
    ["with_illegal_traceparent", [parent(`00-${"0".repeat(32)}-${parentId}-01`)]],
  ])("T6 test_multiple_requests_%s", async (_, sent) => {
    const made = await calls(sent, 3);
    // One request is one trace, and its calls are three spans of it.
    expect(new Set(made.map(({ trace }) => trace)).size).toBe(1);
    expect(made[0]?.trace).toMatch(/[1-9a-f]/);
    expect(new Set(made.map(({ span }) => span)).size).toBe(3);
  });

  test("T6 test_propagates_random_flag", async () => {
    for (const [flags, expected] of [
      ["02", 2],
      ["03", 3],
      ["00", 0],
      ["fd", 1],
    ] as const) {
      const [call] = await calls([parent(`00-${traceId}-${parentId}-${flags}`)]);
      expect(call).toMatchObject({ trace: traceId, flags: expected });
    }
  });
});
