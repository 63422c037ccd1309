import { secondsText } from "../clock.ts";
import { addressWith, type PageContext } from "../page-context.ts";
import { encoded } from "../sheet/subject.ts";
import { Mark } from "../shell/marks.tsx";
import { counted } from "../status-words.ts";
import { PartProblem } from "./part-problem.tsx";
import { tookText } from "./took-text.ts";
import { shortId, type TraceSummary } from "./trace-list.ts";
import { type TraceJoins, TraceView } from "./trace-view.tsx";
import type { TracesModel } from "./traces-model.ts";

/** The latest traces of a target, and the spans of the one that is chosen. */
export const TracesPart = ({
  context,
  model,
  joins,
}: {
  readonly context: PageContext;
  readonly model: TracesModel;
  readonly joins: TraceJoins;
}) => (
  <section aria-labelledby="tr-h" id="traces" data-part>
    <div class="sh">
      <h2 id="tr-h">Traces</h2>
      {"traces" in model && model.traces.length > 0 && (
        <span class="note">{`the latest ${model.traces.length}, newest first`}</span>
      )}
    </div>
    <Traces context={context} model={model} joins={joins} />
  </section>
);

const Traces = ({
  context,
  model,
  joins,
}: {
  readonly context: PageContext;
  readonly model: TracesModel;
  readonly joins: TraceJoins;
}) => {
  if ("problem" in model)
    return <PartProblem context={context} what="Traces" problem={model.problem} hash="#traces" />;
  const { traces, chosen, notFound } = model;
  if (traces.length === 0)
    return (
      <div class="empty">
        <p>
          <b>No traces are remembered.</b>
        </p>
        <p>The target keeps its latest ones in memory, from its start on.</p>
      </div>
    );
  return (
    <div class="tr2">
      <ul class="trs">
        {traces.map((trace) => (
          <TraceItem
            context={context}
            trace={trace}
            isChosen={trace.traceId === chosen?.summary.traceId}
          />
        ))}
      </ul>
      {chosen === undefined ? (
        <div class="empty">
          <p>
            <b>{notFound === undefined ? "No trace is chosen." : "This trace is not there."}</b>
          </p>
          {notFound !== undefined && <p>{notFound}</p>}
        </div>
      ) : (
        <TraceView context={context} chosen={chosen} joins={joins} />
      )}
    </div>
  );
};

const words = { ok: "ok", warn: "had errors", bad: "failed" } as const;

const TraceItem = ({
  context,
  trace,
  isChosen,
}: {
  readonly context: PageContext;
  readonly trace: TraceSummary;
  readonly isChosen: boolean;
}) => {
  const { traceId, name, tone, startMs, durationMs, spans } = trace;
  return (
    <li id={`trace-${encoded(traceId)}`}>
      <a
        href={addressWith(context, { trace: traceId }, "#traces")}
        aria-current={isChosen ? "true" : undefined}
        title={`${name}, ${counted(spans.length, "span")}`}
      >
        <Mark tone={tone} word={words[tone]} />
        <span class="tn1">{name}</span>
        <span class="mono q">{shortId(traceId)}</span>
        <span class="n">{tookText(durationMs)}</span>
        <span class="n q">
          {startMs === undefined ? (
            "–"
          ) : (
            <time datetime={new Date(startMs).toISOString()}>{secondsText(startMs)}</time>
          )}
        </span>
      </a>
    </li>
  );
};
