import { durationText } from "../../client/durations.ts";
import type { PageContext } from "../page-context.ts";
import type { JobRow } from "../sheet/job-row.ts";
import { runsSentence } from "../sheet/job-rows.tsx";
import { idOf } from "../sheet/subject.ts";
import { Mark } from "../shell/marks.tsx";
import { runLooks } from "../strip/job-runs.ts";
import { RunStrip } from "../strip/run-strip.tsx";
import type { TimeAxis } from "../strip/time-axis.ts";
import { Moment, Until } from "../time.tsx";
import { jobHere } from "./runs-section.tsx";

interface JobBlockOptions {
  readonly context: PageContext;
  readonly axis: TimeAxis;
  readonly row: JobRow;
  /** Whether its runs are shown below. */
  readonly isChosen: boolean;
}

const height = 88;

/** One job: what it is and how it is, its runs against what is expected of them, next and last. */
export const JobBlock = ({ context, axis, row, isChosen }: JobBlockOptions) => {
  const { subject, name, tone, word, icon, reason, band, runs, nextMs } = row;
  const headId = idOf("job-h", subject);
  return (
    <article
      class="jb"
      id={idOf("job", subject)}
      aria-labelledby={headId}
      data-part
      data-subject={subject}
      data-st={tone}
    >
      <div class="jb-l">
        <Mark tone={tone} word={word} icon={icon} />
        <div>
          <h2 id={headId}>
            <a
              class="rl"
              href={jobHere(context, name)}
              aria-current={isChosen ? "true" : undefined}
            >
              {name}
            </a>{" "}
            <span class={`jw s-${tone}`} data-value>
              {word}
            </span>
            {row.isRunning && tone !== "run" && (
              <>
                {" "}
                <span class="jw s-run">{runLooks.running.word}</span>
              </>
            )}
          </h2>
          <p class="sch">
            {row.schedule}
            {row.cron !== undefined && row.cron !== row.schedule && (
              <>
                {" "}
                <code>{row.cron}</code>
              </>
            )}
            {row.timezone !== "UTC" && ` ${row.timezone}`}
          </p>
          <p class="why" title={reason} data-value>
            {reason}
          </p>
        </div>
      </div>
      <div class="jb-c">
        <span class="yl hi" aria-hidden="true">
          {shortDuration(band.maxMs)}
        </span>
        <span class="yl lo" aria-hidden="true">
          {shortDuration(band.minMs)}
        </span>
        <RunStrip
          axis={axis}
          label={runsSentence(row, context)}
          runs={runs}
          band={band}
          nextMs={nextMs}
          height={height}
        />
      </div>
      <dl class="jb-r">
        <div>
          <dt>Next</dt>
          <dd>
            {nextMs === undefined ? (
              "–"
            ) : (
              <>
                <Moment ms={nextMs} nowMs={context.nowMs} />{" "}
                <span class="q">
                  <Until ms={nextMs} nowMs={context.nowMs} />
                </span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Last</dt>
          <dd data-value>
            <Last row={row} />
          </dd>
        </div>
      </dl>
    </article>
  );
};

/** What the last run came to, whether one is under way or not. */
const Last = ({ row: { lastRun } }: { readonly row: JobRow }) => {
  if (!lastRun) return <>none yet</>;
  const { durationMs, word } = lastRun;
  const outcome = runLooks[word].word.toLowerCase();
  if (durationMs === undefined) return <>{outcome}</>;
  return (
    <>
      <span>{durationText(durationMs)}</span> <span class="q">{outcome}</span>
    </>
  );
};

/** Short enough to stand beside a strip: `25 s`, `1.5 min`, `2 h`. */
function shortDuration(ms: number): string {
  for (const [unitMs, unit] of [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "min"],
  ] as const)
    if (ms >= unitMs) return `${Math.round((ms / unitMs) * 10) / 10} ${unit}`;
  return `${Math.round(ms / 100) / 10} s`;
}
