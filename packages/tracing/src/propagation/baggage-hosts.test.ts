import { expect, test } from "vitest";
import { mayHaveBaggage } from "./baggage-hosts.ts";

test("a host is meant by its name, whatever the case, the port, the path and the dot at its end", () => {
  const hosts = ["Api.Internal", "[::1]"];
  for (const url of [
    "http://api.internal",
    "https://API.internal:8443/x?y",
    "http://api.internal./",
    "http://user:secret@api.internal/",
    "http://[::1]:8080/",
    "http://[0:0::1]/",
  ])
    expect([url, mayHaveBaggage(url, hosts)]).toEqual([url, true]);
  for (const url of [
    "http://internal",
    "http://x.api.internal",
    "http://api.internal.evil.com",
    "http://api.internal@evil.com/",
    "http://evil.com/?api.internal",
    "http://evil.com#api.internal",
    "http://[::2]/",
  ])
    expect([url, mayHaveBaggage(url, hosts)]).toEqual([url, false]);
  expect(mayHaveBaggage(new URL("http://api.internal"), hosts)).toBe(true);
});

test("a star means any name below, a port that port only", () => {
  expect(mayHaveBaggage("http://a.b.internal", ["*.internal"])).toBe(true);
  for (const url of ["http://internal", "http://xinternal", "http://a.internal.com"])
    expect([url, mayHaveBaggage(url, ["*.internal"])]).toEqual([url, false]);
  expect(mayHaveBaggage("http://127.0.0.1:8080/x", ["127.0.0.1:8080"])).toBe(true);
  expect(mayHaveBaggage("http://127.0.0.1:8081/x", ["127.0.0.1:8080"])).toBe(false);
  expect(mayHaveBaggage("https://api.internal/", ["*.internal:443"])).toBe(true);
  expect(mayHaveBaggage("http://api.internal/", ["*.internal:443"])).toBe(false);
  expect(mayHaveBaggage("http://[::1]:80/", ["[::1]:80"])).toBe(true);
});

test("nothing means none, and so does what is no URL; a lone star means any", () => {
  expect(mayHaveBaggage("http://api.internal", [])).toBe(false);
  expect(mayHaveBaggage("http://api.internal", ["", ".", "http://api.internal", "*."])).toBe(false);
  for (const url of [undefined, "", "api.internal", "/path"]) {
    expect(mayHaveBaggage(url, ["api.internal"])).toBe(false);
    expect(mayHaveBaggage(url, ["*"])).toBe(true);
  }
});
