import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort, httpReceiver } from "@ettl-tooling/test";
import { type RunningMonitor, startMonitor } from "../monitor-program.ts";
import type { Soak, SoakOptions, SoakResult } from "../soak.ts";
import { figure, table } from "../table.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { type KeptState, keptState, stateDifferences } from "./kept-state.ts";

const token = "a-token-for-the-soak";
const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
/** Pinged in quiet moments only, so that what they show must be the same after a kill. */
const quiet = ["quiet 0", "quiet 1", "quiet 2"];
/** Pinged while the kill comes: what was answered must be there. */
const busy = ["busy 0", "busy 1", "busy 2", "busy 3"];
/** The kill comes within so many milliseconds of pings. */
const longestLifeMs = 400;

/** A monitor that dies in the middle of everything, again and again. */
export const monitorKills: Soak = {
  name: "monitor-kills",
  shows: "states, runs and silences outlive kill -9, and nothing is alerted twice",
  count: 50,
  unit: "kills at random moments",
  run: (count, options) => inTemporaryFolder((folder) => run(count, folder, options)),
};

interface Told {
  readonly id: string;
  readonly fingerprint: string;
  readonly title: string;
  readonly status: string;
}

async function run(count: number, folder: string, options: SoakOptions): Promise<SoakResult> {
  const { signal, progress } = options;
  const told: Told[] = [];
  await using webhook = await httpReceiver(({ body }) => {
    told.push(JSON.parse(body.toString()) as Told);
    return 200;
  });
  let isUp = true;
  await using target = await httpReceiver(() => (isUp ? 200 : 503));
  const port = await freePort();
  await writeFile(
    join(folder, "ettl.toml"),
    configuration({ port, webhook: webhook.url, target: target.url, folder }),
    { mode: 0o600 },
  );
  const problems: string[] = [];
  const acknowledged = new Map<string, string>();
  const silences = new Set<string>();
  const counts = { pings: 0, restarts: 0 };
  let kept: KeptState | undefined;
  let monitor: RunningMonitor | undefined;

  for (let kill = 1; kill <= count; kill += 1) {
    signal.throwIfAborted();
    progress(`kill ${kill} of ${count}: ${figure(acknowledged.size)} runs acknowledged`);
    monitor = await startMonitor(folder);
    counts.restarts += 1;
    const { url } = monitor;
    // First of all what is there again, before anything is looked at anew.
    const restored = await keptState(url, headers, quiet);
    problems.push(...stateDifferences(kept, restored).map((text) => `kill ${kill - 1}: ${text}`));
    problems.push(...(await missingRuns(url, acknowledged)).map((id) => `run ${id} is missing`));
    problems.push(
      ...(await missingSilences(url, silences)).map((id) => `silence ${id} is missing`),
    );

    // A change of each kind, some of them failures that alert, and a silence.
    isUp = kill % 3 !== 0;
    for (const [index, name] of quiet.entries())
      await ping(url, name, (kill + index) % 4 === 0 ? "/1" : "", randomUUID());
    silences.add(await silence(url, kill));
    const wanted = isUp ? "healthy" : "unhealthy";
    await until(signal, async () => {
      const { watches } = (await (await fetch(`${url}/api/targets`, { headers })).json()) as {
        watches: { status: string }[];
      };
      return watches[0]?.status === wanted;
    });
    kept = await keptState(url, headers, quiet);

    // Then pings without a pause, and the kill amid them.
    let isDead = false;
    const pings = busy.map(async (name) => {
      while (!isDead) {
        const rid = randomUUID();
        const outcome = Math.random() < 0.2 ? "/1" : "";
        counts.pings += 1;
        if (await ping(url, name, outcome, rid).catch(() => false))
          acknowledged.set(rid, outcome === "" ? "finished" : "failed");
      }
    });
    await delay(Math.random() * longestLifeMs, undefined, { signal });
    monitor.program.kill("SIGKILL");
    await monitor.program.ended();
    isDead = true;
    await Promise.all(pings);
  }
  progress("what is left");
  monitor = await startMonitor(folder);
  problems.push(
    ...stateDifferences(kept, await keptState(monitor.url, headers, quiet)),
    ...(await missingRuns(monitor.url, acknowledged)).map((id) => `run ${id} is missing`),
    ...(await missingSilences(monitor.url, silences)).map((id) => `silence ${id} is missing`),
  );
  // What waits for the webhook is delivered after a restart.
  await delay(2_000, undefined, { signal });
  monitor.program.kill("SIGTERM");
  const { code } = await monitor.program.ended();
  if (code !== 0) problems.push(`the last monitor ended with ${code}`);
  const { twice, sameId } = toldTwice(told);
  return {
    text: `${table([
      [
        "kills",
        "runs acknowledged",
        "silences",
        "alerts told",
        "told twice",
        "same id again",
        "wrong",
      ],
      [
        figure(count),
        figure(counts.pings),
        figure(acknowledged.size),
        figure(silences.size),
        figure(told.length),
        figure(twice.length),
        figure(sameId),
        figure(problems.length),
      ],
    ])}${[...problems, ...twice]
      .slice(0, 20)
      .map((problem) => `  ${problem}\n`)
      .join("")}`,
    verdict: `${figure(acknowledged.size)} runs, ${figure(silences.size)} silences and every state were there after ${figure(counts.restarts)} restarts, ${figure(twice.length)} alerts told twice`,
    isShown: problems.length === 0 && twice.length === 0 && acknowledged.size >= count,
  };
}

function configuration({
  port,
  webhook,
  target,
  folder,
}: {
  readonly port: number;
  readonly webhook: string;
  readonly target: string;
  readonly folder: string;
}): string {
  const heartbeats = [...quiet, ...busy].map(
    (name) =>
      `[[heartbeats]]\nname = "${name}"\nkey = "${keyOf(name)}"\nperiod_seconds = 3600\ngrace_seconds = 600\n`,
  );
  return [
    `[monitoring]\nmetrics_port = ${port}\nauth_token = "${token}"\nstate_dir = ${JSON.stringify(join(folder, "state"))}\n`,
    `[alerts]\nwebhook_url = "${webhook}"\nrate_limit_minutes = 0\n`,
    `[[targets]]\nname = "shop"\nurl = "${target}"\ninterval_seconds = 0.2\n`,
    ...heartbeats,
  ].join("\n");
}

const keyOf = (name: string) => `soak-heartbeat-${name.replace(" ", "-")}`;

/** Whether the ping was answered as taken. */
async function ping(url: string, name: string, outcome: string, rid: string): Promise<boolean> {
  const response = await fetch(`${url}/ping/${keyOf(name)}${outcome}?rid=${rid}`, {
    method: "POST",
  });
  return response.ok;
}

async function silence(url: string, kill: number): Promise<string> {
  const response = await fetch(`${url}/alerts/silences`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      sources: ["nobody"],
      reason: `kill ${kill}`,
      ends_at: new Date(Date.now() + 86_400_000).toISOString(),
    }),
  });
  return ((await response.json()) as { id: string }).id;
}

async function missingRuns(url: string, wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const found = new Map<string, string>();
  for (const name of busy) {
    let before = "";
    do {
      const response = await fetch(
        `${url}/api/heartbeats/${encodeURIComponent(name)}/runs?limit=1000${before}`,
        { headers },
      );
      const { entries, next } = (await response.json()) as {
        entries: { rid?: string; outcome: string }[];
        next?: number;
      };
      for (const { rid, outcome } of entries) if (rid !== undefined) found.set(rid, outcome);
      before = next === undefined ? "" : `&before=${next}`;
    } while (before !== "");
  }
  return [...wanted].filter(([rid, outcome]) => found.get(rid) !== outcome).map(([rid]) => rid);
}

async function missingSilences(url: string, wanted: ReadonlySet<string>): Promise<string[]> {
  const response = await fetch(`${url}/alerts/silences`, { headers });
  const { silences } = (await response.json()) as { silences: { id: string }[] };
  const found = new Set(silences.map(({ id }) => id));
  return [...wanted].filter((id) => !found.has(id));
}

/** An alert that fires twice without a resolve between was told twice; the same id is a repeated attempt. */
function toldTwice(told: readonly Told[]) {
  const firing = new Map<string, string>();
  const twice: string[] = [];
  let sameId = 0;
  const seen = new Set<string>();
  for (const { id, fingerprint, title, status } of told) {
    if (seen.has(id)) {
      sameId += 1;
      continue;
    }
    seen.add(id);
    if (status === "resolved") firing.delete(fingerprint);
    else if (firing.has(fingerprint)) twice.push(`"${title}" was told again while it fired`);
    else firing.set(fingerprint, id);
  }
  return { twice, sameId };
}

async function until(signal: AbortSignal, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error("the monitor did not see the change within 30 s");
    await delay(50, undefined, { signal });
  }
}
