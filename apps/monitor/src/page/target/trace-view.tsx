import { addressWith, type PageContext } from "../page-context.ts";
import { Icon } from "../shell/icons.tsx";
import { counted } from "../status-words.ts";
import { percent } from "../strip/axis.tsx";
import type { TargetAlert } from "./target-alerts-model.ts";
import { alertAddress } from "./target-alerts-part.tsx";
import { tookText } from "./took-text.ts";
import { type Tick, traceTicks } from "./trace-axis.ts";
import { shortId } from "./trace-list.ts";
import type { ChosenTrace } from "./traces-model.ts";
import type { BarLook, WaterfallRow } from "./waterfall.ts";

/** What belongs to a trace elsewhere. */
export interface TraceJoins {
  /** Log lines with its correlation id or its own. */
  readonly lines: number;
  readonly alerts: readonly TargetAlert[];
}

/** The spans of one trace over its time, and the ways to what belongs to it. */
export const TraceView = ({
  context,
  chosen: { summary, waterfall },
  joins,
}: {
  readonly context: PageContext;
  readonly chosen: ChosenTrace;
  readonly joins: TraceJoins;
}) => {
  const id = shortId(summary.traceId);
  const ticks = traceTicks(waterfall.totalMs);
  const { leftOut } = waterfall;
  return (
    <div
      class="wfw"
      id="waterfall"
      data-trace={summary.traceId}
      tabindex={0}
      role="region"
      aria-label={`Waterfall of trace ${id}`}
    >
      <table class="wf">
        <caption class="vh">
          {`Spans of trace ${id}, ${tookText(waterfall.totalMs)}${summary.tone === "bad" ? ", failed" : ""}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Span</th>
            <th scope="col" class="wx">
              <span class="vh">Timeline</span>
              <svg class="axis" aria-hidden="true" focusable="false">
                {ticks.map(({ x, text }) => (
                  <text x={percent(x)} y="13" class={x === 0 ? "s" : undefined}>
                    {text}
                  </text>
                ))}
              </svg>
            </th>
            <th scope="col" class="n">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {waterfall.rows.map((row) => (
            <SpanRow row={row} ticks={ticks} />
          ))}
        </tbody>
      </table>
      {leftOut.spans > 0 && (
        <p class="wfn">
          {`${counted(leftOut.spans, "more span is", "more spans are")} not shown, ${leftOut.failed === 0 ? "none of them failed" : `${leftOut.failed} of them failed`}.`}
        </p>
      )}
      {!summary.isWhole && (
        <p class="wfn">The span above these has not ended yet, or is forgotten.</p>
      )}
      <Joins context={context} trace={summary} joins={joins} />
    </div>
  );
};

const Joins = ({
  context,
  trace: { traceId, correlationId },
  joins: { lines, alerts },
}: {
  readonly context: PageContext;
  readonly trace: ChosenTrace["summary"];
  readonly joins: TraceJoins;
}) => {
  const jaeger = context.links.traceUrl(traceId);
  const filter = addressWith(
    context,
    { trace: traceId, cid: correlationId ?? traceId, level: undefined },
    "#logs",
  );
  return (
    <p class="wfn" id="trace-joins">
      {lines === 0 ? (
        "No log lines of this trace are remembered. "
      ) : (
        <>
          {`${counted(lines, "log line belongs", "log lines belong")} to this trace. `}
          <a href={filter}>{lines === 1 ? "Show it" : "Show them"}</a>.{" "}
        </>
      )}
      {alerts.length > 0 && (
        <>
          {alerts.length === 1 ? "Its alert: " : "Its alerts: "}
          {alerts.map((alert, index) => (
            <>
              {index > 0 && ", "}
              <a href={alertAddress(alert)}>{alert.title}</a>
            </>
          ))}
          {". "}
        </>
      )}
      {jaeger !== undefined && (
        <a href={jaeger} rel="noreferrer">
          Open in Jaeger
        </a>
      )}
    </p>
  );
};

const outcomes: Readonly<
  Record<BarLook, { readonly tone: "bad" | "warn"; readonly word: string } | undefined>
> = {
  ok: undefined,
  wait: undefined,
  bad: { tone: "bad", word: "failed" },
  par: { tone: "bad", word: "failed" },
  warn: { tone: "warn", word: "retried" },
};

const SpanRow = ({
  row,
  ticks,
}: {
  readonly row: WaterfallRow;
  readonly ticks: readonly Tick[];
}) => {
  const { name, note, depth, look, startMs, durationMs, bar, pause, said } = row;
  const outcome = outcomes[look];
  const waited = pause === undefined ? "" : `, after a wait of ${tookText(pause.lastedMs)}`;
  const label = `starts at ${tookText(startMs)}${waited}, takes ${tookText(durationMs)}${outcome === undefined ? "" : `, ${outcome.word}`}`;
  return (
    <tr class={`d${depth}`}>
      <th scope="row" title={[name, note, ...said].filter(Boolean).join("\n")}>
        <span class="sn">{name}</span>
        {note !== "" && <span class="sd">{note}</span>}
        {said.length > 0 && (
          <span class={look === "bad" ? "say" : "vh"}>
            {said.map((one) => (
              <span>{one}</span>
            ))}
          </span>
        )}
      </th>
      <td class="wx">
        <svg class="wb" role="img" aria-label={label}>
          {ticks
            .filter(({ x }) => x > 0)
            .map(({ x }) => (
              <line class="g" x1={percent(x)} x2={percent(x)} y1="0" y2="100%" />
            ))}
          {pause !== undefined && (
            <rect
              class="w-wait"
              x={percent(pause.x)}
              y="11"
              width={percent(pause.width)}
              height="6"
              rx="1"
              fill="url(#hatch)"
            >
              <title>{`waited ${tookText(pause.lastedMs)} since the attempt before`}</title>
            </rect>
          )}
          <rect
            class={`w-${look}`}
            x={percent(bar.x)}
            y="9"
            width={percent(bar.width)}
            height="10"
            rx="2"
            fill={look === "wait" ? "url(#hatch)" : undefined}
          >
            <title>{label}</title>
          </rect>
        </svg>
      </td>
      <td class="n">
        {outcome !== undefined && (
          <span class={`s-${outcome.tone}`}>
            <Icon name={outcome.tone} />
            <span class="vh">{`${outcome.word} `}</span>
          </span>
        )}
        {tookText(durationMs)}
      </td>
    </tr>
  );
};
