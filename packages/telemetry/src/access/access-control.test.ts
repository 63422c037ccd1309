import { expect, test } from "vitest";
import { accessControl } from "./access-control.ts";

const authToken = "0123456789abcdef";
const readToken = "fedcba9876543210";
const url = "http://monitor.example:9090/page";
const own = "http://monitor.example:9090";

function request(headers: Record<string, string> = {}, method = "GET") {
  return new Request(url, { method, headers: { host: "monitor.example:9090", ...headers } });
}

const bearer = (token: string) => request({ authorization: `Bearer ${token}` });

function controlled({ secureCookie = false, startMs = 1_000_000 } = {}) {
  let nowMs = startMs;
  const access = accessControl({ authToken, readToken, secureCookie, now: () => nowMs });
  const cookieOf = (token: string) => access.login(token)?.split(";", 1)[0] ?? "";
  return {
    access,
    cookieOf,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test("without a token everybody reads and nobody operates", () => {
  const access = accessControl({ secureCookie: false });
  expect(access.authorize(request())).toBe(true);
  expect(access.authorize(request(), "operate")).toBe(false);
  expect(access.scopeOf(request())).toBe("read");
  expect(access.login(authToken)).toBeUndefined();
});

test("auth_token reads and operates, read_token only reads, anything else does neither", () => {
  const { access } = controlled();
  expect(access.authorize(bearer(authToken))).toBe(true);
  expect(access.authorize(bearer(authToken), "operate")).toBe(true);
  expect(access.authorize(bearer(readToken))).toBe(true);
  expect(access.authorize(bearer(readToken), "operate")).toBe(false);
  expect(access.scopeOf(bearer(readToken))).toBe("read");
  expect(access.scopeOf(bearer(authToken))).toBe("operate");
  expect(access.authorize(request())).toBe(false);
  expect(access.scopeOf(request())).toBeUndefined();
});

test("S7 a token counts whole and in its case, with the scheme in any case, and from nowhere else", () => {
  const { access } = controlled();
  for (const header of [`bearer ${authToken}`, `BEARER   ${authToken}`, `Bearer ${authToken} `])
    expect(access.authorize(request({ authorization: header })), header).toBe(true);
  for (const header of [
    "Bearer",
    "Bearer ",
    `Bearer ${authToken.slice(1)}`,
    `Bearer ${authToken}x`,
    `Bearer ${authToken.toUpperCase()}`,
    `Bearer ${authToken}, Bearer ${authToken}`,
    `Bearer${authToken}`,
    `Token ${authToken}`,
    `Basic ${Buffer.from(`x:${authToken}`).toString("base64")}`,
    authToken,
  ])
    expect(access.authorize(request({ authorization: header })), header).toBe(false);
  expect(access.authorize(request({ cookie: `ettl_session=${authToken}` }))).toBe(false);
  expect(access.authorize(new Request(`${url}?token=${authToken}&access_token=${authToken}`))).toBe(
    false,
  );
});

test("a login's cookie is out of reach of scripts and of other sites, and of http where there is TLS", () => {
  const cookie = controlled().access.login(authToken) ?? "";
  expect(cookie).toMatch(
    /^ettl_session=operate\.\w+\.[\w-]{12}\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
  );
  expect(cookie).not.toContain(authToken);
  const { access } = controlled({ secureCookie: true });
  expect(access.login(readToken)).toMatch(/^ettl_session=read\..*; Secure$/);
  expect(access.logout()).toBe(
    "ettl_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure",
  );
});

test("a cookie has the scope of the token it was made for, for twelve hours", () => {
  const { access, cookieOf, pass } = controlled();
  const reader = request({ cookie: cookieOf(readToken), origin: own });
  const operator = request({ cookie: `a=b; ${cookieOf(authToken)}; c=d`, origin: own });
  expect(access.scopeOf(reader)).toBe("read");
  expect(access.authorize(reader, "operate")).toBe(false);
  expect(access.scopeOf(operator)).toBe("operate");
  expect(access.authorize(operator, "operate")).toBe(true);
  pass(12 * 3_600_000 - 1);
  expect(access.authorize(operator)).toBe(true);
  pass(1);
  expect(access.authorize(operator)).toBe(false);
  expect(access.scopeOf(reader)).toBeUndefined();
});

test("a cookie that was changed, or made for another token, is none", () => {
  const { access, cookieOf } = controlled();
  const cookie = cookieOf(readToken);
  const forged = [
    cookie.replace("=read", "=operate"),
    cookie.replace(/\.\w+\./, ".zzzzzzzz."),
    `${cookie}x`,
    cookie.slice(0, -1),
    `${cookie}.more`,
    "ettl_session=",
    "ettl_session=operate.zzzzzzzz..",
    `x${cookie}`,
  ];
  for (const one of forged)
    expect(access.authorize(request({ cookie: one, origin: own })), one).toBe(false);
  const other = accessControl({ authToken: "another token of 16", secureCookie: false });
  const theirs = other.login("another token of 16")?.split(";", 1)[0] ?? "";
  expect(access.authorize(request({ cookie: theirs }))).toBe(false);
  // A cookie of the same name from elsewhere does not shut the right one out.
  expect(access.authorize(request({ cookie: `ettl_session=x; ${cookie}` }))).toBe(true);
});

test("S7 a cookie counts only for the own page, and changes something only with its Origin (CSRF)", () => {
  const { access, cookieOf } = controlled();
  const cookie = cookieOf(authToken);
  const reads = (headers: Record<string, string>, method?: string) =>
    access.authorize(request({ cookie, ...headers }, method), "read");
  const operates = (headers: Record<string, string>, method = "POST") =>
    access.authorize(request({ cookie, ...headers }, method), "operate");

  expect(reads({})).toBe(true);
  expect(reads({ "sec-fetch-site": "same-origin" })).toBe(true);
  expect(reads({ "sec-fetch-site": "none" })).toBe(true);
  expect(reads({ origin: own })).toBe(true);
  for (const site of ["cross-site", "same-site", "nonsense"])
    expect(reads({ "sec-fetch-site": site }), site).toBe(false);
  const foreign = [
    "null",
    "",
    "http://evil.example",
    "http://monitor.example",
    "http://monitor.example:9091",
    "http://monitor.example:9090.evil.example",
  ];
  for (const origin of foreign) {
    expect(reads({ origin }), origin).toBe(false);
    expect(operates({ origin }), origin).toBe(false);
  }
  expect(reads({}, "POST")).toBe(false);
  expect(operates({})).toBe(false);
  expect(operates({ "sec-fetch-site": "same-origin" })).toBe(false);
  expect(operates({ origin: own, "sec-fetch-site": "cross-site" })).toBe(false);
  expect(operates({ origin: own })).toBe(true);
  expect(operates({ origin: own, "sec-fetch-site": "same-origin" })).toBe(true);
  // What is changed by GET is changed all the same.
  expect(operates({}, "GET")).toBe(false);
  // A token is no such thing: no browser adds it by itself.
  expect(
    access.authorize(request({ authorization: `Bearer ${authToken}` }, "POST"), "operate"),
  ).toBe(true);
});

test("after ten failures one login a second is looked at, and a right one costs nothing", () => {
  const { access, pass } = controlled();
  for (let i = 0; i < 30; i++) expect(access.login(authToken)).toBeDefined();
  for (let i = 0; i < 10; i++) {
    expect(access.loginWaitMs()).toBe(0);
    expect(access.login(`wrong ${i}`)).toBeUndefined();
  }
  expect(access.loginWaitMs()).toBe(1_000);
  expect(access.login(authToken)).toBeUndefined();
  pass(999);
  expect(access.login(authToken)).toBeUndefined();
  pass(1);
  expect(access.login("wrong")).toBeUndefined();
  expect(access.login(authToken)).toBeUndefined();
  pass(1_000);
  expect(access.login(authToken)).toBeDefined();
  // Those who bring a token with each request are not held up by it.
  for (let i = 0; i < 20; i++) access.login("wrong");
  expect(access.authorize(bearer(authToken), "operate")).toBe(true);
  pass(-3_600_000);
  pass(10_000);
  expect(access.loginWaitMs()).toBeLessThanOrEqual(1_000);
});

test("a read token alone, or the same as the other, is a mistake of the program", () => {
  expect(() => accessControl({ readToken, secureCookie: false })).toThrow(TypeError);
  expect(() => accessControl({ authToken, readToken: authToken, secureCookie: false })).toThrow(
    TypeError,
  );
});
