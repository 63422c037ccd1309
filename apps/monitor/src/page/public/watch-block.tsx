import type { PublicWatch } from "../../watch/public-status.ts";
import { UptimeText } from "../sheet/figures.tsx";
import { idOf, subjectOf } from "../sheet/subject.ts";
import { Mark } from "../shell/marks.tsx";
import { statusWord, toneOf } from "../status-words.ts";
import { StateStrip } from "../strip/state-strip.tsx";
import type { TimeAxis } from "../strip/time-axis.ts";
import { Age } from "../time.tsx";
import { DayBars } from "./day-bars.tsx";

interface WatchBlockOptions {
  readonly watch: PublicWatch;
  readonly axis: TimeAxis;
}

const dayMs = 86_400_000;
const kindWord = { target: "Program", probe: "Address", heartbeat: "Job" } as const;

/** One watch: its name and status, its last 24 hours and 30 days, and how much of them it was up. */
export const WatchBlock = ({ watch, axis }: WatchBlockOptions) => {
  const { kind, name, status, since, day, month, days, times } = watch;
  const subject = subjectOf(kind, name);
  const headId = idOf("public-h", subject);
  const tone = toneOf[status];
  const word = statusWord[status];
  return (
    <article class="jb" id={idOf("public", subject)} aria-labelledby={headId} data-part>
      <div class="jb-l">
        <Mark tone={tone} word={word} />
        <div>
          <h2 id={headId}>
            <span>{name}</span>{" "}
            <span class={`jw s-${tone}`} data-value>
              {word}
            </span>
          </h2>
          <p class="sch">
            {kindWord[kind]}, for <Age ms={Date.parse(since)} nowMs={axis.nowMs} />
          </p>
        </div>
      </div>
      <div class="jb-c">
        <span class="yl hi" aria-hidden="true">
          24 h
        </span>
        <span class="yl lo" aria-hidden="true">
          30 d
        </span>
        <StateStrip
          axis={axis}
          label={`${name}, last 24 hours: ${timesSentence(watch)}`}
          segments={times}
          points={[]}
        />
        <DayBars name={name} days={days} />
      </div>
      <dl class="jb-r">
        <div>
          <dt>24 h</dt>
          <dd data-value>
            <UptimeText uptime={day} ofMs={dayMs} />
          </dd>
        </div>
        <div>
          <dt>30 d</dt>
          <dd data-value>
            <UptimeText uptime={month} ofMs={days.length * dayMs} />
          </dd>
        </div>
      </dl>
    </article>
  );
};

function timesSentence({ times, status }: PublicWatch): string {
  const words = [...new Set(times.map((time) => statusWord[time.status].toLowerCase()))];
  if (words.length === 0) return "nothing known.";
  const now = statusWord[status].toLowerCase();
  return words.length === 1 ? `${now} all the time.` : `${words.join(", ")}; now ${now}.`;
}
