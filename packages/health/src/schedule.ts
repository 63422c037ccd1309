import type { Component } from "./component.ts";

/** Runs each component again and again in the background, one interval after its last result. */
export function createSchedule(run: (component: Component) => Promise<void>) {
  const scheduled = new Set<Component>();

  const again = async (component: Component) => {
    await run(component);
    if (!scheduled.has(component)) return;
    // Checks that began together don't go on together.
    const delayMs = Math.min(component.intervalMs * (0.9 + Math.random() * 0.2), 2_147_483_647);
    component.timer = setTimeout(() => void again(component), delayMs).unref();
  };

  return {
    add(component: Component) {
      scheduled.add(component);
      void again(component);
    },
    remove(component: Component) {
      scheduled.delete(component);
      clearTimeout(component.timer);
    },
    close() {
      for (const { timer } of scheduled) clearTimeout(timer);
      scheduled.clear();
    },
  };
}
