import type { Target } from "../../targets/target.ts";
import { type PageContext, queryOf } from "../page-context.ts";
import { askForPage } from "./asked.ts";
import { otlpSpans } from "./otlp-spans.ts";
import { type TraceSummary, tracesOf, worthShowing } from "./trace-list.ts";
import { type Waterfall, waterfallOf } from "./waterfall.ts";

/** The trace that is shown in full. */
export interface ChosenTrace {
  readonly summary: TraceSummary;
  readonly waterfall: Waterfall;
}

/** What is known of a target's traces. */
export type TracesModel =
  | { readonly problem: string }
  | {
      readonly traces: readonly TraceSummary[];
      readonly chosen: ChosenTrace | undefined;
      /** Why the one that was asked for is not there. */
      readonly notFound: string | undefined;
    };

const mostTraces = 20;
const traceId = /^[0-9a-f]{32}$/i;

/** Asks a target for its latest traces and for the one that `?trace=` names. */
export async function tracesModel(context: PageContext, target: Target): Promise<TracesModel> {
  const wanted = queryOf(context, "trace");
  const listed = await tracesAt(target, `limit=${mostTraces}`);
  if ("problem" in listed) return listed;
  const traces = listed.traces.slice(0, mostTraces);
  if (wanted === undefined)
    return { traces, chosen: chosenOf(worthShowing(traces)), notFound: undefined };
  const found =
    traces.find(({ traceId: id }) => id.toLowerCase() === wanted.toLowerCase()) ??
    (await remembered(target, wanted));
  return {
    traces,
    chosen: chosenOf(found),
    notFound: found
      ? undefined
      : `${target.config.name} does not remember this trace: it keeps only the latest ones.`,
  };
}

async function tracesAt(target: Target, query: string) {
  const asked = await askForPage(target, `/telemetry/traces?${query}`);
  if ("problem" in asked) return asked;
  try {
    return { traces: tracesOf(otlpSpans(JSON.parse(asked.told))) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: `${target.config.name} answered something that is no JSON.` };
  }
}

async function remembered(target: Target, wanted: string): Promise<TraceSummary | undefined> {
  if (!traceId.test(wanted)) return undefined;
  const found = await tracesAt(target, `trace_id=${wanted}`);
  return "traces" in found ? found.traces[0] : undefined;
}

function chosenOf(summary: TraceSummary | undefined): ChosenTrace | undefined {
  return summary && { summary, waterfall: waterfallOf(summary.spans) };
}
