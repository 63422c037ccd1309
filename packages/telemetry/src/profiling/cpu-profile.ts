import type { Profiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { collectFor } from "./collect-for.ts";
import { type CallFrame, type Place, type PprofSample, pprofFile } from "./pprof-file.ts";

/** Between two looks at the stack, in microseconds. */
const intervalUs = 1_000;

/**
 * Looks at the stack of this thread every millisecond for `seconds`, or until `signal` aborts, and
 * returns what it saw as pprof. Time spent waiting is left out.
 */
export async function cpuProfile(
  seconds: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: intervalUs });
    const startedAtMs = Date.now();
    await session.post("Profiler.start");
    await collectFor(seconds, signal);
    const { profile } = await session.post("Profiler.stop");
    return await pprofFile({
      sampleTypes: [
        ["samples", "count"],
        ["cpu", "nanoseconds"],
      ],
      periodType: ["cpu", "nanoseconds"],
      period: intervalUs * 1_000,
      startedAtMs,
      durationMs: (profile.endTime - profile.startTime) / 1_000,
      samples: cpuSamples(profile),
      comment:
        "the main thread while it ran; what is (program) ran outside of JavaScript; waiting for events is left out",
    });
  } finally {
    session.disconnect();
  }
}

interface Seen {
  samples: number;
  microseconds: number;
}

/** What each node of V8's call tree took by itself. */
function* cpuSamples(profile: Profiler.Profile): Generator<PprofSample> {
  const seen = seenByNode(profile);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const callers = new Map<number, number>();
  for (const { id, children = [] } of profile.nodes)
    for (const child of children) callers.set(child, id);

  for (const node of profile.nodes) {
    const { samples, microseconds } = seen.get(node.id) ?? { samples: 0, microseconds: 0 };
    if (samples === 0 || node.callFrame.functionName === "(idle)") continue;
    const outer: Place[] = [];
    for (let id = callers.get(node.id); id !== undefined; id = callers.get(id)) {
      const frame = nodes.get(id)?.callFrame;
      if (frame && !isRoot(frame)) outer.push({ frame });
    }
    for (const { place, share } of linesOf(node, samples))
      yield {
        stack: [place, ...outer],
        values: [share, Math.round((microseconds * 1_000 * share) / samples)],
      };
  }
}

/** A sample lasts until the next one. */
function seenByNode({ samples = [], timeDeltas = [], startTime, endTime }: Profiler.Profile) {
  const seen = new Map<number, Seen>();
  let atUs = startTime;
  for (const [index, id] of samples.entries()) {
    atUs += timeDeltas[index] ?? 0;
    const untilUs = timeDeltas[index + 1] ?? Math.max(0, endTime - atUs);
    const one = seen.get(id) ?? { samples: 0, microseconds: 0 };
    one.samples++;
    // V8 sorts them by time only almost.
    one.microseconds += Math.max(0, untilUs);
    seen.set(id, one);
  }
  return seen;
}

/** The lines in which the samples of one node were taken, as far as V8 knows. */
function* linesOf({ callFrame: frame, positionTicks = [] }: Profiler.ProfileNode, samples: number) {
  let left = samples;
  for (const { line, ticks } of positionTicks) {
    const share = Math.min(left, ticks);
    left -= share;
    if (share > 0) yield { place: { frame, line } as Place, share };
  }
  if (left > 0) yield { place: { frame } as Place, share: left };
}

const isRoot = ({ functionName }: CallFrame) => functionName === "(root)";
