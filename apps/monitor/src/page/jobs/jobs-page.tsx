import { addressWith, type PageContext, type PageView, type SeeOther } from "../page-context.ts";
import { LeftOut } from "../sheet/left-out.tsx";
import { Icon, type IconName } from "../shell/icons.tsx";
import { Ranges } from "../shell/ranges.tsx";
import type { Tone } from "../status-words.ts";
import { Axis, GridDrawing } from "../strip/axis.tsx";
import { runLooks } from "../strip/job-runs.ts";
import { timeAxis } from "../strip/time-axis.ts";
import { Until } from "../time.tsx";
import { JobBlock } from "./job-block.tsx";
import { type JobsModel, jobsModel } from "./jobs-model.ts";
import { RunsSection } from "./runs-section.tsx";

/** Whether each job ran, on time, and for as long as usual: then the runs of one of them. */
export async function jobsPage(context: PageContext): Promise<PageView | SeeOther> {
  const axis = timeAxis(context.range, context.nowMs);
  const model = await jobsModel(context, axis);
  if (model === undefined) return { ...view, body: <NoJobs /> };
  // Another one may be the worst in a moment, and what is read must not be exchanged by that.
  if ("first" in model) return { seeOther: addressWith(context, { job: model.first }) };
  return {
    ...view,
    body: (
      <>
        <Head context={context} model={model} />
        <GridDrawing axis={axis} />
        <Legend isEndUnknown={model.isEndUnknown} />
        <section class="jobs" aria-label={`Jobs, last ${context.range.text}`}>
          <div class="jb jb-h" id="jobs-axis" aria-hidden="true" data-part>
            <div class="jb-l" />
            <div class="jb-c">
              <Axis axis={axis} />
            </div>
            <div class="jb-r" />
          </div>
          {model.rows.map((row) => (
            <JobBlock
              context={context}
              axis={axis}
              row={row}
              isChosen={row.name === model.chosen.name}
            />
          ))}
        </section>
        <LeftOut context={context} count={model.leftOut} />
        <RunsSection context={context} job={model.chosen} model={model.runs} />
      </>
    ),
  };
}

const view = { page: "jobs", title: "Jobs", subjects: ["heartbeat"] } as const;

const Head = ({ context, model }: { readonly context: PageContext; readonly model: JobsModel }) => {
  const { count, needAttention, running, next } = model;
  const isWell = needAttention === 0;
  return (
    <header class="ph" id="jobs-head" data-part>
      <div>
        <h1>Jobs</h1>
        <p class="sub">
          {isWell
            ? count === 1
              ? "It is fine."
              : `All ${count} are fine.`
            : `${needAttention} of ${count} ${needAttention === 1 ? "needs" : "need"} attention.`}
          {running > 0 && ` ${running} ${running === 1 ? "is" : "are"} running.`}
          {next && (
            <>
              {" Next: "}
              <bdi>{next.name}</bdi> <Until ms={next.ms} nowMs={context.nowMs} />.
            </>
          )}
        </p>
      </div>
      <Ranges context={context} />
    </header>
  );
};

const legend: readonly (readonly [IconName, Tone, string])[] = [
  ["lolli", "ok", runLooks.finished.word],
  ["bad", "bad", runLooks.failed.word],
  ["long", "warn", runLooks.too_long.word],
  ["short", "warn", runLooks.too_short.word],
  ["late", "warn", runLooks.late.word],
  ["missed", "bad", runLooks.did_not_start.word],
  ["run", "run", runLooks.running.word],
  ["next", "unknown", "Next expected"],
];

const Legend = ({ isEndUnknown }: { readonly isEndUnknown: boolean }) => (
  <p class="legend full" id="jobs-legend" data-part>
    <span class="bl-k">
      <svg class="lg" viewBox="0 0 22 18" aria-hidden="true">
        <rect class="band" width="22" height="18" />
      </svg>
      Expected duration
    </span>
    {legend.map(([icon, tone, word]) => (
      <span class={`s-${tone} k`}>
        <Icon name={icon} />
        <span>{word}</span>
      </span>
    ))}
    {isEndUnknown && (
      <span class="s-unknown k">
        <Icon name="unknown" />
        <span>{runLooks.abandoned.word}</span>
      </span>
    )}
  </p>
);

/** What to do where there is nothing to see. */
const NoJobs = () => (
  <>
    <header class="ph" id="jobs-head" data-part>
      <h1>Jobs</h1>
    </header>
    <div class="empty" id="no-jobs" data-part>
      <p>
        <b>No job is watched yet.</b>
      </p>
      <p>Add one to ettl.toml, with a key of your own, and send the monitor a SIGHUP:</p>
      <pre tabindex={0}>
        <code>
          {
            '[[heartbeats]]\nname = "backup"\nkey = "<16 to 200 letters and digits, a secret>"\nschedule = "30 2 * * *"\nmax_duration_seconds = 1200\n'
          }
        </code>
      </pre>
      <p>Then let the job ping the monitor when it begins and when it ends.</p>
    </div>
  </>
);
