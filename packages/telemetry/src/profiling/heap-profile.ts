import type { HeapProfiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { collectFor } from "./collect-for.ts";
import { type Place, type PprofSample, pprofFile } from "./pprof-file.ts";

/** Of what is allocated, in bytes, one sample is taken on average; V8's own default. */
const intervalBytes = 32_768;

/**
 * Samples what is allocated for `seconds`, or until `signal` aborts, and returns as pprof what of it
 * is still in use by then, by the function that allocated it.
 */
export async function heapProfile(
  seconds: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const session = new Session();
  session.connect();
  try {
    const startedAtMs = Date.now();
    await session.post("HeapProfiler.startSampling", { samplingInterval: intervalBytes });
    await collectFor(seconds, signal);
    const { profile } = await session.post("HeapProfiler.stopSampling");
    return await pprofFile({
      sampleTypes: [
        ["objects", "count"],
        ["space", "bytes"],
      ],
      periodType: ["space", "bytes"],
      period: intervalBytes,
      startedAtMs,
      durationMs: Date.now() - startedAtMs,
      samples: heapSamples(profile as HeapProfiler.SamplingHeapProfile & SampledHeap),
      comment:
        "what was allocated meanwhile and is still in use; objects are those sampled, not scaled up to all",
    });
  } finally {
    session.disconnect();
  }
}

/** What Node 20 has, beyond what its types say. */
interface Node extends HeapProfiler.SamplingHeapProfileNode {
  readonly id: number;
  readonly children: Node[];
}

interface SampledHeap {
  readonly head: Node;
  readonly samples: readonly { readonly nodeId: number }[];
}

/** What each node of V8's call tree allocated by itself. */
function* heapSamples({ head, samples }: SampledHeap): Generator<PprofSample> {
  const objects = new Map<number, number>();
  for (const { nodeId } of samples) objects.set(nodeId, (objects.get(nodeId) ?? 0) + 1);
  // Not by recursion: a stack may be as deep as V8's own.
  const waiting: { readonly node: Node; readonly callers: readonly Place[] }[] = [
    { node: head, callers: [] },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, callers } = next;
    const { callFrame: frame, id, selfSize, children } = node;
    const stack = node === head ? callers : [{ frame }, ...callers];
    if (selfSize > 0 && stack.length > 0) yield { stack, values: [objects.get(id) ?? 0, selfSize] };
    for (const child of children) waiting.push({ node: child, callers: stack });
  }
}
