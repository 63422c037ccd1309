import { createHealth, type HealthChange } from "@ettl/health";
import { eventually } from "@ettl-tooling/test";
import { expect, test } from "vitest";

/** Checks that fail when the test says so; `graph` names what each depends on. */
function network(graph: Record<string, string[]>, failureThreshold = 1) {
  const down = new Set<string>();
  const told: string[] = [];
  const health = createHealth({
    version: "1",
    failureThreshold,
    onChange: ({ name, status, causedBy }: HealthChange) =>
      told.push(`${name} ${status}${causedBy ? ` by ${causedBy}` : ""}`),
    checks: Object.entries(graph).map(([name, dependsOn]) => ({
      name,
      dependsOn,
      run: () => {
        if (down.has(name)) throw new Error("down");
      },
    })),
  });
  const after = async (act: () => void) => {
    act();
    told.length = 0;
    await health.check();
    return [...told].sort();
  };
  return { health, down, told, after };
}

test("a failure names the root of what it depends on", async () => {
  const { down, after } = network({ net: [], db: ["net"], shop: ["db"], other: [] });
  await after(() => {});
  expect(
    await after(() => {
      for (const name of ["net", "db", "shop", "other"]) down.add(name);
    }),
  ).toEqual(["db unhealthy by net", "net unhealthy", "other unhealthy", "shop unhealthy by net"]);
});

test("what it depends on is asked anew before anybody is blamed", async () => {
  const { health, down, told } = network({ net: [], db: ["net"] });
  await health.check();
  told.length = 0;
  down.add("net").add("db");
  // The one check alone, as in the background: net was last seen well.
  health.register({ name: "probe", groups: ["only"], run: () => {} });
  await health.check("ready");
  expect(told.filter((line) => line.startsWith("db"))).toEqual(["db unhealthy by net"]);
});

test("what recovers with its culprit is told as recovered, and nothing else", async () => {
  const { health, down, told, after } = network({ net: [], db: ["net"] });
  await after(() => {});
  await after(() => void down.add("net").add("db"));
  expect(await after(() => down.clear())).toEqual(["db healthy by net", "net healthy"]);
  told.length = 0;
  down.add("db");
  await health.check();
  expect(told).toEqual(["db unhealthy"]);
});

test("what still fails when its culprit is well is told as its own, after its threshold", async () => {
  const { health, down, told, after } = network({ net: [], db: ["net"] }, 2);
  await after(() => {});
  await after(() => void down.add("net").add("db"));
  expect(await after(() => {})).toEqual(["db unhealthy by net", "net unhealthy"]);
  await after(() => down.delete("net"));
  await eventually("the failure as its own", async () => {
    await health.check();
    return told.includes("db unhealthy");
  });
  expect(told.filter((line) => line === "db unhealthy")).toHaveLength(1);
});

test("a culprit that is unregistered blames nobody any more", async () => {
  const { health, down, told, after } = network({ net: [], db: ["net"] });
  await after(() => {});
  await after(() => void down.add("net").add("db"));
  health.unregister("net");
  await eventually("the failure as its own", () => told.includes("db unhealthy"));
});
