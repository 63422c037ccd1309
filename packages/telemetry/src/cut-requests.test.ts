import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { rawConnection, rawExchange, statusesOf } from "../test/raw-connection.ts";
import { servedTelemetry } from "../test/served-telemetry.ts";

test("a body that breaks off, or is none, is no failure of the program: no line of its log grows by it", async () => {
  let asked = 0;
  let failed = 0;
  await using served = await servedTelemetry({}, {}, (app) => {
    app.post("/read", async (context) => {
      asked += 1;
      try {
        return context.text(await context.req.text());
      } catch (error) {
        failed += 1;
        throw error;
      }
    });
    app.get("/fail", () => {
      throw new Error("on purpose");
    });
  });
  const { logger } = served.telemetry;
  logger.setLevel("error");
  const head = "POST /read HTTP/1.1\r\nHost: localhost\r\n";
  const wrong = `${head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n`;
  expect(statusesOf(await rawExchange(served.port, wrong))).toEqual([400]);
  const short = rawConnection(served.port);
  short.socket.write(`${head}Content-Length: 10\r\n\r\nabc`);
  await eventually("its head", () => asked === 2);
  short.socket.destroy();
  await eventually("both", () => failed === 2);
  // What does fail here is logged, after all of that.
  expect((await fetch(`${served.url}/fail`)).status).toBe(500);
  const lines = logger.recent().map((line) => JSON.parse(line));
  expect(lines.map(({ path }) => path)).toEqual(["/fail"]);
});
