import { durationText } from "../../client/durations.ts";
import { addressWith, type PageContext } from "../page-context.ts";
import type { JobRow } from "../sheet/job-row.ts";
import { bandText } from "../sheet/job-rows.tsx";
import { Outcome } from "../shell/marks.tsx";
import { counted } from "../status-words.ts";
import { type Band, type RunView, type RunWord, runLooks } from "../strip/job-runs.ts";
import { Age, Moment } from "../time.tsx";
import { outcomeFilters, type RunRow, type RunsModel } from "./runs-model.ts";

interface RunsSectionOptions {
  readonly context: PageContext;
  readonly job: JobRow;
  readonly model: RunsModel;
}

/** The address of this page with another job chosen. */
export function jobHere(context: PageContext, name: string): string {
  return addressWith(context, { job: name, before: undefined, o: undefined }, "#runs");
}

/** The runs of one job, newest first. */
export const RunsSection = ({ context, job, model }: RunsSectionOptions) => {
  const { rows, older, isOlder, searched, filter } = model;
  const isNeverRun = rows.length === 0 && filter === undefined && !isOlder;
  return (
    <section aria-labelledby="runs" id="runs-part" data-part>
      <div class="sh">
        <h2 id="runs">
          Runs of <bdi>{job.name}</bdi>
        </h2>
        <nav class="seg" aria-label="Outcome">
          {outcomeFilters.map(({ word, text }) => (
            <a
              href={addressWith(context, { o: word, before: undefined }, "#runs")}
              aria-current={word === filter ? "true" : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
      </div>
      {rows.length > 0 && <RunsTable context={context} band={job.band} rows={rows} />}
      {isNeverRun && <NoRuns origin={context.url.origin} />}
      {rows.length === 0 && !isNeverRun && (
        <p class="empty" id="no-such-runs">
          {searched === undefined
            ? "There are no such runs."
            : `There is none among the ${counted(searched, "run")} looked at.`}
        </p>
      )}
      {(older !== undefined || isOlder) && (
        <p class="more">
          {isOlder && (
            <a href={addressWith(context, { before: undefined }, "#runs")}>Newest runs</a>
          )}{" "}
          {older !== undefined && (
            <a href={addressWith(context, { before: String(older) }, "#runs")}>Older runs</a>
          )}
        </p>
      )}
    </section>
  );
};

const RunsTable = ({
  context,
  band,
  rows,
}: {
  readonly context: PageContext;
  readonly band: Band;
  readonly rows: readonly RunRow[];
}) => {
  const hasAddress = rows.some(({ logAddress }) => logAddress !== undefined);
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Table of runs">
      <table class="dt runs">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Started</th>
            <th scope="col" class="ob">{`Against expected ${bandText(band)}`}</th>
            <th scope="col" class="n">
              Took
            </th>
            <th scope="col">Outcome</th>
            <th scope="col" class="n">
              Exit code
            </th>
            <th scope="col">Log</th>
            {hasAddress && (
              <th scope="col">
                <span class="vh">Lines of the program</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RunLine context={context} band={band} row={row} hasAddress={hasAddress} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const RunLine = ({
  context,
  band,
  row,
  hasAddress,
}: {
  readonly context: PageContext;
  readonly band: Band;
  readonly row: RunRow;
  readonly hasAddress: boolean;
}) => {
  const { run, shortId, fullId, logAddress } = row;
  const { tone, word, icon } = runLooks[run.word];
  return (
    <tr id={`run-${run.id}`}>
      <th scope="row" class="mono" title={fullId}>
        {shortId}
      </th>
      <td>
        {run.word === "did_not_start" && "due "}
        <Moment ms={run.atMs} nowMs={context.nowMs} exact />
      </td>
      <td class="ob">
        <DurationBar run={run} band={band} />
      </td>
      <td class="n">
        {run.word === "running" ? (
          <Age ms={run.atMs} nowMs={context.nowMs} />
        ) : run.durationMs === undefined ? (
          "–"
        ) : (
          durationText(run.durationMs)
        )}
      </td>
      <td>
        <Outcome tone={tone} word={word} icon={icon} />
      </td>
      <td class="n">{run.exitCode}</td>
      <td class="er">
        <Log row={row} />
      </td>
      {hasAddress && (
        <td class="n">
          {logAddress !== undefined && (
            <a href={logAddress} aria-label={`Log lines of run ${shortId}`}>
              Log
            </a>
          )}
        </td>
      )}
    </tr>
  );
};

/** What the pings of a run carried; first in one line, then all of it. */
const Log = ({ row: { run, shortId, line, log } }: { readonly row: RunRow }) => {
  if (log === undefined || line === undefined) return null;
  const isGood = runLooks[run.word].tone === "ok";
  return (
    <details class="rlog" id={`log-${run.id}`}>
      <summary>
        <span class={isGood ? "q" : undefined}>{line}</span>
      </summary>
      <pre tabindex={0} role="region" aria-label={`Log of run ${shortId}`}>
        {log}
      </pre>
    </details>
  );
};

const bars: Readonly<Partial<Record<RunWord, string>>> = {
  finished: "d-ok",
  failed: "d-fail",
  too_long: "d-long",
  too_short: "d-short",
  late: "d-ok",
  running: "d-run",
};

/** How much longer than expected still fits. */
const reach = 4 / 3;

const DurationBar = ({ run, band }: { readonly run: RunView; readonly band: Band }) => {
  const longestMs = band.maxMs * reach;
  const share = (ms: number) => Math.round(Math.min(1, ms / longestMs) * 1_000) / 10;
  const { durationMs, word } = run;
  const bar = bars[word];
  const took = durationMs === undefined ? "Duration unknown" : durationText(durationMs);
  const left = share(band.minMs);
  return (
    <svg class="db" role="img" aria-label={`${took}, expected ${bandText(band)}`}>
      <rect
        class="band"
        x={`${left}%`}
        width={`${Math.round((share(band.maxMs) - left) * 10) / 10}%`}
        y="0"
        height="100%"
      />
      {bar !== undefined && durationMs !== undefined && (
        <rect
          class={bar}
          x="0"
          y="8"
          width={`${Math.max(1, share(durationMs))}%`}
          height="8"
          rx="2"
        />
      )}
    </svg>
  );
};

/** How a job tells that it ran. Its key is a secret, which no page has. */
const NoRuns = ({ origin }: { readonly origin: string }) => (
  <div class="empty" id="no-runs">
    <p>
      <b>It has not run yet.</b>
    </p>
    <p>
      Let the job tell when it begins and how it ended; its key is in ettl.toml. What it sends along
      is kept as its log:
    </p>
    <pre tabindex={0}>
      <code>
        {`curl -fsS -m 10 --retry 3 ${origin}/ping/<key>/start\n./the-job > job.log 2>&1; status=$?\ncurl -fsS -m 10 --retry 3 --data-binary @job.log ${origin}/ping/<key>/$status\n`}
      </code>
    </pre>
  </div>
);
