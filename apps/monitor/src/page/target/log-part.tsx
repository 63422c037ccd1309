import { momentText, secondsText } from "../clock.ts";
import { addressWith, type PageContext, queryOf } from "../page-context.ts";
import { type LogLine, logLevels } from "./log-lines.ts";
import type { LogFilter, LogModel } from "./log-model.ts";
import { PartProblem } from "./part-problem.tsx";

/** The end of a target's log, with what can be looked for in it. */
export const LogPart = ({
  context,
  name,
  model: { filter, lines },
}: {
  readonly context: PageContext;
  readonly name: string;
  readonly model: LogModel;
}) => (
  <section aria-labelledby="logs" class="logsec">
    <div class="sh">
      <h2 id="logs">Log</h2>
      <LogForm context={context} filter={filter} />
    </div>
    <div id="log-problem" data-part>
      {"problem" in lines && (
        <PartProblem context={context} what="The log" problem={lines.problem} hash="#logs" />
      )}
    </div>
    <div
      class="log"
      id="log"
      data-keep
      tabindex={0}
      role="log"
      aria-label={`Log of ${name}, newest last`}
      aria-live="off"
    >
      <ol>
        {"told" in lines && lines.told.map((line) => <Line context={context} line={line} />)}
        {"told" in lines && lines.told.length === 0 && (
          <li class="l-none">
            <span class="msg">
              {filter.text === undefined && filter.level === "debug"
                ? "No lines are remembered."
                : "No lines match the filter."}
            </span>
          </li>
        )}
      </ol>
    </div>
    <p class="lognew js" id="lognew" hidden>
      <button type="button" class="btn">
        Show <span id="lognew-n">0</span> new lines
      </button>
    </p>
  </section>
);

const LogForm = ({
  context,
  filter: { level, text },
}: {
  readonly context: PageContext;
  readonly filter: LogFilter;
}) => (
  <form class="ltools" method="get" action="#logs" aria-label="Filter the log">
    {["range", "trace"].map((other) => {
      const value = queryOf(context, other);
      return value !== undefined && <input type="hidden" name={other} value={value} />;
    })}
    <fieldset class="seg lv">
      <legend class="vh">Lowest level</legend>
      {logLevels.map((one) => (
        <label>
          <input type="radio" name="level" value={one} checked={one === level} />
          <span>{one}</span>
        </label>
      ))}
    </fieldset>
    <label class="field">
      <span class="vh">Text or correlation id</span>
      <input
        type="search"
        name="cid"
        id="cid"
        placeholder="Text or correlation id"
        autocomplete="off"
        value={text ?? ""}
      />
    </label>
    <label class="chk js">
      <input type="checkbox" id="follow" checked /> <span>Follow</span>
    </label>
    <noscript>
      <button type="submit" class="btn">
        Apply
      </button>
    </noscript>
  </form>
);

const dayMs = 86_400_000;

/** The day, where it is not that of now. */
function otherDay(ms: number, nowMs: number): string | undefined {
  return Math.floor(ms / dayMs) === Math.floor(nowMs / dayMs) ? undefined : momentText(ms, nowMs);
}

const Line = ({ context, line }: { readonly context: PageContext; readonly line: LogLine }) => {
  const { key, atMs, word, level, message, rest, correlationId, traceId } = line;
  return (
    <li class={`l-${level}`} data-l={level} data-k={key}>
      {atMs === undefined ? (
        <span class="lt" />
      ) : (
        <time datetime={new Date(atMs).toISOString()} title={otherDay(atMs, context.nowMs)}>
          {secondsText(atMs)}
        </time>
      )}
      <span class="lvl">{word}</span>
      <span class="msg">
        {message}
        {rest !== "" && <span class="q">{` ${rest}`}</span>}
      </span>
      <span class="ids">
        {traceId !== undefined && (
          <a class="tid" href={addressWith(context, { trace: traceId }, "#traces")}>
            trace<span class="vh">{` ${traceId}`}</span>
          </a>
        )}
        {correlationId !== undefined && (
          <a
            class="cid"
            href={addressWith(context, { cid: correlationId }, "#logs")}
            title={correlationId}
          >
            {correlationId}
          </a>
        )}
      </span>
    </li>
  );
};
