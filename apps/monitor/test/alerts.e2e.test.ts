import { httpReceiver } from "@ettl-tooling/test";
import { expect, test } from "vitest";
import { monitorRun } from "./monitor-run.ts";

const channels = (url: string, second = url) => `[alerts.retry]
base_delay_seconds = 0.001

[alerts.channels.ops]
type = "webhook"
url = "${url}/s3cr3t"

[alerts.channels.cluster]
type = "alertmanager"
url = "${second}"
`;

test("alerts test sends an alert and its resolve by every channel, and says so", async () => {
  await using receiver = await httpReceiver();
  await using monitor = await monitorRun(channels(receiver.url));
  const { code, stdout, stderr } = await monitor.run(["alerts", "test"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(
    "ops      alert delivered  resolve delivered\ncluster  alert delivered  resolve delivered\n",
  );
  expect(receiver.requests.length).toBe(4);
  const one = await monitor.run(["alerts", "test", "--channel", "ops"]);
  expect(one.stdout).toBe("ops  alert delivered  resolve delivered\n");
});

test("a channel that fails is named with its reason, without its address, and the code is 1", async () => {
  await using receiver = await httpReceiver(({ url }) => (url === "/s3cr3t" ? 401 : 200));
  await using monitor = await monitorRun(channels(receiver.url));
  const { code, stdout, stderr } = await monitor.run(["alerts", "test"]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toBe(
    "ops      alert failed (unauthorized: answered 401)  resolve failed (unauthorized: answered 401)\ncluster  alert delivered                            resolve delivered\n",
  );
});

test("no channel, an unknown one and another word are wrong usage", async () => {
  await using none = await monitorRun("");
  expect(await none.run(["alerts", "test"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^alerts: the configuration names no channel\n/),
  });
  await using monitor = await monitorRun(channels("http://127.0.0.1:1"));
  expect(await monitor.run(["alerts", "test", "--channel", "opps"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^--channel opps: no such channel; expected ops, cluster\n/),
  });
  expect(await monitor.run(["alerts", "send"])).toMatchObject({ code: 2 });
});
