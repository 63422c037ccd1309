import { expect, test } from "vitest";
import { pageConfig, pageLinks } from "./page.ts";

test("links are filled in, and what fills them is percent-encoded", () => {
  const links = pageLinks(
    pageConfig.parse({
      trace_url: "http://localhost:16686/trace/{trace_id}?uiFind={trace_id}",
      dashboard_url: "https://grafana.example.com/d/ettl?var-service={name}",
    }),
  );
  expect(links.traceUrl("0af7")).toBe("http://localhost:16686/trace/0af7?uiFind=0af7");
  expect(links.dashboardUrl('a b&c=/"$&\ud800')).toBe(
    "https://grafana.example.com/d/ettl?var-service=a%20b%26c%3D%2F%22%24%26%EF%BF%BD",
  );
});

test("without templates there are no links, and the title is ettl", () => {
  const config = pageConfig.parse(undefined);
  expect(config).toEqual({ title: "ettl" });
  expect([pageLinks(config).traceUrl("1"), pageLinks(config).dashboardUrl("a")]).toEqual([
    undefined,
    undefined,
  ]);
});

test.each([
  ["trace_url", "http://localhost/trace/{traceid}", "no place {traceid}; expected {trace_id}"],
  ["trace_url", "http://localhost/{name}", "no place {name}; expected {trace_id}"],
  ["dashboard_url", "http://localhost/{}", "no place {}; expected {name}"],
  ["dashboard_url", "javascript:alert(1)//{name}", "expected an http or https URL"],
  ["dashboard_url", "/d/ettl", "expected an http or https URL"],
  ["dashboard_url", "http://{name}.example.com/", "expected {name} behind the host only"],
  ["dashboard_url", "http://localhost:300{name}/", "expected an http or https URL"],
  ["trace_url", "http://u:p@localhost/{trace_id}", /^expected no user and password in it/],
])("%s = %s is refused in a sentence", (key, given, message) => {
  const { error } = pageConfig.safeParse({ [key]: given });
  expect(error?.issues).toMatchObject([
    {
      path: [key],
      message: typeof message === "string" ? message : expect.stringMatching(message),
    },
  ]);
});
