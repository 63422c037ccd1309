import { durationText } from "../../client/durations.ts";
import { addressWith, type PageContext, queryOf } from "../page-context.ts";
import { idOf } from "../sheet/subject.ts";
import { Icon } from "../shell/icons.tsx";
import { shownText } from "../shown-text.ts";
import { counted } from "../status-words.ts";
import { Moment } from "../time.tsx";
import type { AlertsModel } from "./alerts-model.ts";
import { type Episode, lastMs, toldOf } from "./episodes.ts";
import { severityOf } from "./firing.ts";
import { levels, spans } from "./history-filter.ts";
import { textOf } from "./plain-entry.ts";

interface HistoryListOptions {
  readonly context: PageContext;
  readonly model: AlertsModel;
}

/** What no longer fires. */
export const HistoryList = ({ context, model }: HistoryListOptions) => {
  const { episodes, filter, leftOut, cut } = model;
  return (
    <section aria-labelledby="h-h">
      <div class="sh">
        <h2 id="h-h">History</h2>
      </div>
      <Filter context={context} model={model} />
      <div id="history" data-part>
        {episodes.length === 0 ? (
          <p class="empty">
            {filter.source === undefined && filter.level === undefined
              ? `Nothing was resolved in the last ${filter.span.text}.`
              : `Nothing of the last ${filter.span.text} matches this filter.`}
          </p>
        ) : (
          <ul class="al h">
            {episodes.map((episode) => (
              <HistoryItem context={context} episode={episode} />
            ))}
          </ul>
        )}
        {leftOut > 0 && (
          <p class="more">{`${counted(leftOut, "older one is", "older ones are")} not shown.`}</p>
        )}
        {cut.length > 0 && (
          <p class="more q">{`Of ${cut.join(", ")} only the last 50 entries are known here.`}</p>
        )}
      </div>
    </section>
  );
};

const Filter = ({ context, model: { filter, sources } }: HistoryListOptions) => {
  const all = filter.source !== undefined && !sources.includes(filter.source);
  return (
    <form class="hf" method="get" aria-label="Filter history">
      {["alert", "process", "id"].map((name) => {
        const value = queryOf(context, name);
        return value !== undefined && <input type="hidden" name={name} value={value} />;
      })}
      <label>
        Source
        <select name="src">
          <option value="">All</option>
          {(all ? [...sources, filter.source ?? ""] : sources).map((source) => (
            <option value={source} selected={source === filter.source}>
              {source}
            </option>
          ))}
        </select>
      </label>
      <label>
        Severity
        <select name="sev">
          <option value="">All</option>
          {levels.map((level) => (
            <option value={level} selected={level === filter.level}>
              {severityOf(level).severity}
            </option>
          ))}
        </select>
      </label>
      <label>
        When
        <select name="range">
          {spans.map(({ word, text }) => (
            <option value={word} selected={word === filter.span.word}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="btn">
        Apply
      </button>
    </form>
  );
};

const HistoryItem = ({
  context,
  episode,
}: {
  readonly context: PageContext;
  readonly episode: Episode;
}) => {
  const { id, process, entries, fromMs, endMs } = episode;
  const { told, of } = toldOf(episode);
  const address = addressWith(context, { id, process, alert: undefined });
  const who = of === 0 ? "told nobody" : `told ${told} of ${counted(of, "channel")}`;
  return (
    <li id={idOf("past", `${process} ${id}`)}>
      <a href={address} aria-current={queryOf(context, "id") === id ? "true" : undefined}>
        <span class={endMs === undefined ? "s-unknown" : "s-ok"}>
          <Icon name={endMs === undefined ? "dash" : "ok"} />
          <span class="vh">{endMs === undefined ? "Noted" : "Resolved"}</span>
        </span>
        <span class="al-t">
          <span>{shownText(textOf(entries.at(-1), "title"), 300)}</span>
          <span class="why">
            {endMs === undefined
              ? `noted, ${who}`
              : `lasted ${durationText(Math.max(0, endMs - fromMs))}, ${who}`}
          </span>
        </span>
        <span class="n q">
          <Moment ms={lastMs(episode)} nowMs={context.nowMs} />
        </span>
      </a>
    </li>
  );
};
