import { writeSync } from "node:fs";
import { createAlerts } from "@ettl/alerts";
import { webhook } from "@ettl/alerts/channels/webhook";
import { openAlertStore } from "@ettl/alerts/store";
import { eventually } from "@ettl-tooling/test";
import type { Finished, Task } from "./task.ts";

const task: Task = JSON.parse(process.argv[2] ?? "");
/** Sends under way at once. */
const senders = 4;

// Written at once, so that the parent has each line however the process ends.
const say = (line: string) => writeSync(1, `${line}\n`);

const store = await openAlertStore({
  folder: task.folder,
  onProblem: ({ code, message }) => say(`problem ${code} ${message}`),
});
if (!store) process.exit(3);
const alerts = createAlerts({
  channels: [webhook({ url: task.url })],
  store,
  // Small, so that most of what waits does so on disk.
  queueSize: 50,
  sendTimeoutMs: 2_000,
  retry: { baseDelayMs: 5, maxDelayMs: 50, maxAttempts: 1_000 },
});
say("open");

if (task.mode === "send") {
  let number = 0;
  const send = async () => {
    for (;;) {
      const title = `${task.prefix} ${number++}`;
      await alerts.send({ level: "error", title, message: "m", source: "soak" }, { waitMs: 0 });
      say(`accepted ${title}`);
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
} else {
  await eventually(
    "all are delivered",
    () => alerts.stats().channels[0]?.queued === 0 && store.outbox(0, 1).length === 0,
    { timeoutMs: 600_000 },
  );
  const history: [string, string][] = [];
  let undelivered = 0;
  let cursor: string | undefined;
  do {
    const page = await alerts.history({ limit: 1_000, cursor });
    for (const { id, title, deliveries } of page.alerts) {
      history.push([id, title]);
      if (deliveries[0]?.outcome !== "delivered") undelivered += 1;
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const finished: Finished = { history, undelivered };
  process.stdout.write(`finished ${JSON.stringify(finished)}\n`);
  await alerts.close();
}
