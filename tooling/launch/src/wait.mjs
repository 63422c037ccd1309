import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Polls until `probe` gives something, the child has ended, or a minute is over. */
export async function until(what, child, probe) {
  const end = performance.now() + 60_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (!child.running()) throw new Error(`${child.name} ended before ${what}, see above`);
    if (performance.now() > end) throw new Error(`${child.name}: not within a minute: ${what}`);
    await delay(50);
  }
}

/** Whether something answers 200 at a URL. */
export async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Whether somebody listens on a port of this machine. */
export function taken(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
