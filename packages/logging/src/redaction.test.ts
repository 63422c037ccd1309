import { createLogger } from "@ettl/logging";
import { expect, test } from "vitest";

function collecting(options: Parameters<typeof createLogger>[0] = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ ...options, destination }), lines };
}

// Put together here, so that nothing in the repository looks like a secret.
const card = ["4111", "1111", "1111", "1111"].join(" ");
const token = `ghp_${"a1B2".repeat(9)}`;
const email = ["someone", "example.com"].join("@");
const url = `https://user:${"hunter2"}@example.com/path?access_token=${"s3cr3tvalue"}&page=2`;
const secrets = [card, token, email, "hunter2", "s3cr3tvalue"];
const text = `${card} and ${token} of ${email} at ${url}`;

/** Each place of a call where a secret may stand. */
const places: Readonly<Record<string, (log: ReturnType<typeof createLogger>) => void>> = {
  message: (log) => log.info(text),
  "values of the message": (log) => log.info("%s %s %j", card, token, { at: [email, url] }),
  "split across values": (log) => log.info("%s %s", card.slice(0, 9), card.slice(10)),
  field: (log) => log.info({ text }, "x"),
  "nested array": (log) => log.info({ a: [[{ b: [text] }]] }, "x"),
  "error message and stack": (log) => log.error(new Error(text)),
  "error cause": (log) => log.error(new Error("x", { cause: new Error(text) }), "x"),
  "error property": (log) => log.error(Object.assign(new Error("x"), { request: { url } })),
  "map value and key": (log) => log.info({ map: new Map([[text, text]]) }, "x"),
  "set and list": (log) => log.info({ set: new Set([text]) }, "x"),
  "URL object": (log) => log.info({ url: new URL(url) }, "x"),
  key: (log) => log.info({ [text]: 1 }, "x"),
  binding: (log) => log.child({ text }).info("x"),
  prefix: (log) => log.child({}, { msgPrefix: `${text} ` }).info("x"),
  "toJSON's answer": (log) => log.info({ it: { toJSON: () => ({ text }) } }, "x"),
  "number and BigInt": (log) =>
    log.info({ n: Number(card.replaceAll(" ", "")), big: BigInt(card.replaceAll(" ", "")) }, "x"),
  "JSON as text": (log) => log.info({ body: JSON.stringify({ password: "hunter2", email }) }, "x"),
};

test.each(Object.keys(places))("L13 nothing secret gets through: %s", (place) => {
  for (const format of ["json", "visual", "text", "ecs"] as const) {
    const { logger, lines } = collecting({ format });
    places[place]?.(logger);
    const line = lines.join("");
    for (const secret of [...secrets, card.replaceAll(" ", "")]) expect(line).not.toContain(secret);
    expect(line).toContain("[redacted:");
  }
});

test("L13 a secret key hides its value at any depth, in any spelling, of any type", () => {
  const { logger, lines } = collecting();
  const hidden = {
    password: "hunter2",
    dbPassword: "hunter2",
    STRIPE_SECRET_KEY: "hunter2",
    "x-api-key": "hunter2",
    access_token: { value: "hunter2" },
    Authorization: ["hunter2"],
    cookie: "hunter2",
    otp: 123_456,
  };
  logger.child(hidden).info({ ...hidden, deep: [{ deeper: hidden }] }, "x");
  logger.info({ headers: new Headers({ authorization: "hunter2", accept: "*/*" }) }, "x");
  logger.info({ map: new Map([["password", "hunter2"]]) }, "x");
  logger.info({ pairs: [["authorization", "hunter2"]] }, "x");
  logger.info({ rawHeaders: ["X-Api-Key", "hunter2", "Accept", "*/*"] }, "x");
  logger.info({ env: [{ name: "DB_PASSWORD", value: "hunter2" }] }, "x");
  logger.info({ query: new URLSearchParams({ api_key: "hunter2", page: "1" }) }, "x");
  expect(lines.join("")).not.toMatch(/hunter2|123456/);
  expect(lines.join("").match(/\*\/\*/g)).toHaveLength(2);
  const { deep, password } = JSON.parse(lines[0] ?? "");
  expect(password).toBe("[redacted]");
  expect(Object.values(deep[0].deeper)).toEqual(Object.keys(hidden).map(() => "[redacted]"));
});

test("L13 a pair as the object of a call, and the value behind an option of a command, are hidden", () => {
  const { logger, lines } = collecting();
  logger.info({ name: "password", value: "hunter2" }, "x");
  logger.child({ key: "Set-Cookie", value: "hunter2" }).info("x");
  logger.info({ args: ["run", "--db-password", "hunter2", "--verbose", "fast"] }, "x");
  logger.info({ number: -Number(card.replaceAll(" ", "")) }, "x");
  logger.info({ name: "colour", value: "red" }, "x");
  const said = lines.map((line) => JSON.parse(line));
  expect(said).toMatchObject([
    { name: "password", value: "[redacted]" },
    { key: "Set-Cookie", value: "[redacted]" },
    { args: ["run", "--db-password", "[redacted]", "--verbose", "fast"] },
    { number: expect.stringContaining("[redacted:card]") },
    { name: "colour", value: "red" },
  ]);
});

test("L13 a card as a number leaves a line that is JSON, whatever its length", () => {
  const { logger, lines } = collecting();
  // Put together from parts; of 16, 15 and 13 digits, the usual test numbers of their issuers.
  const cards = ["4111 1111 1111 1111", "3782 822463 10005", "4222 222 222 222"];
  for (const each of cards.map((text) => Number(text.replaceAll(" ", "")))) {
    logger.info({ each, negative: -each, deep: { each } }, "paid");
    const line = JSON.parse(lines.pop() ?? "");
    expect(line).toMatchObject({ each: "[redacted:card]", deep: { each: "[redacted:card]" } });
    expect(JSON.stringify(line)).not.toContain(String(each));
  }
});

test("whether a secret is there at all may be told", () => {
  const { logger, lines } = collecting();
  logger.info({ user: { token: null, password: "", secret: true, cookie: undefined } }, "x");
  expect(JSON.parse(lines[0] ?? "").user).toEqual({ token: null, password: "", secret: true });
});

test("own key names are hidden in every spelling; values are looked for as asked", () => {
  const { logger, lines } = collecting({ redact: { keys: ["customer_number"], values: ["ip"] } });
  logger.info({ customerNumber: 7, "Customer-Number": 8 }, `10.1.2.3 and ${email}`);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: `[redacted:ip] and ${email}`,
    customerNumber: "[redacted]",
    "Customer-Number": "[redacted]",
  });
});

test("redact: false writes everything as it is", () => {
  const { logger, lines } = collecting({ redact: false });
  logger.info({ password: "hunter2" }, text);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ password: "hunter2", message: text });
});

test("a kind that there is none of is refused at once", () => {
  expect(() => createLogger({ redact: { values: ["emial" as "email"] } })).toThrow(TypeError);
});

test("L15 what only looks like a secret stays, as does everything the logger says itself", () => {
  const { logger, lines } = collecting({
    context: () => ({
      trace_id: "4111111111111111",
      correlation_id: "41111111-1111-4111-8111-111111111111",
    }),
  });
  const fields = {
    version: "4.11.1111-rc.1+4111111",
    uuid: "550e8400-e29b-41d4-a716-446655440000",
    at: "2024-01-15T10:30:00.123Z",
    ms: 1_705_314_600_123,
    ns: "1705314600123456789",
    order: "4111111111111112",
    short: "411111111111",
    sha: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    scope: "@ettl/logging",
    at_version: "pino@10.4.0",
    tokens_used: 17,
    author: "me",
    primary_key: "id",
  };
  logger.info(fields, "token expired, password must have 8 characters");
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    timestamp: expect.any(String),
    level: "info",
    message: "token expired, password must have 8 characters",
    trace_id: "4111111111111111",
    correlation_id: "41111111-1111-4111-8111-111111111111",
    ...fields,
  });
});

test("L14 a megabyte of half an address costs no more than its length", () => {
  const { logger, lines } = collecting();
  for (const part of ["a@", "1-", "eyJ.", "https://a:", "password=", "-----BEGIN ", "1 "])
    logger.info({ text: part.repeat(Math.ceil(1e6 / part.length)) }, "x");
  expect(lines).toHaveLength(7);
});
