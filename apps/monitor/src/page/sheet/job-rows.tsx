import { durationText } from "../../client/durations.ts";
import { momentText } from "../clock.ts";
import type { PageContext } from "../page-context.ts";
import { type Band, type RunView, runLooks } from "../strip/job-runs.ts";
import { RunStrip } from "../strip/run-strip.tsx";
import type { TimeAxis } from "../strip/time-axis.ts";
import { Until } from "../time.tsx";
import { isShown } from "./filter.ts";
import type { JobRow } from "./job-row.ts";
import { Cell, SheetRow } from "./sheet.tsx";
import { encoded } from "./subject.ts";

interface JobRowsOptions {
  readonly context: PageContext;
  readonly axis: TimeAxis;
  readonly rows: readonly JobRow[];
}

/** The address of a job on the page of jobs. */
export function jobAddress(name: string): string {
  return `/jobs?job=${encoded(name)}#runs`;
}

/** Jobs: their runs, how long the last one took, what is expected, and the next. */
export const JobRows = ({ context, axis, rows }: JobRowsOptions) => (
  <>
    {rows.map((row) => (
      <SheetRow
        subject={row.subject}
        isHidden={!isShown(context, row.view)}
        tone={row.tone}
        word={row.word}
        icon={row.icon}
        name={row.name}
        href={jobAddress(row.name)}
        meta={row.timezone === "UTC" ? row.schedule : `${row.schedule} ${row.timezone}`}
        reason={row.reason}
        strip={
          <RunStrip
            axis={axis}
            label={runsSentence(row, context)}
            runs={row.runs}
            band={row.band}
            nextMs={row.nextMs}
          />
        }
        cells={
          <>
            <Cell label="Last">
              <span data-value>{durationOrDash(row.lastRun)}</span>
            </Cell>
            <Cell label="Expect">{bandText(row.band)}</Cell>
            <Cell label="Bad">
              <span data-value>{badRuns(row.runs)}</span>
            </Cell>
            <Cell label="Next">
              {row.nextMs === undefined ? "–" : <Until ms={row.nextMs} nowMs={context.nowMs} />}
            </Cell>
          </>
        }
      />
    ))}
  </>
);

/** What the strip of a job shows, in a sentence. */
export function runsSentence(
  { name, runs, nextMs }: Pick<JobRow, "name" | "runs" | "nextMs">,
  { range, nowMs }: Pick<PageContext, "range" | "nowMs">,
): string {
  const counts = new Map<string, number>();
  for (const { word } of runs) counts.set(word, (counts.get(word) ?? 0) + 1);
  const told = [...counts].map(
    ([word, count]) => `${count} ${runLooks[word as keyof typeof runLooks].word.toLowerCase()}`,
  );
  const next = nextMs === undefined ? "" : ` Next expected ${momentText(nextMs, nowMs)}.`;
  return `${name}, last ${range.text}: ${told.join(", ") || "no runs"}.${next}`;
}

/** The durations that are expected, `25 s – 3 min`. */
export function bandText({ minMs, maxMs }: Band): string {
  const least = durationText(minMs).split(" ");
  const most = durationText(maxMs);
  if (minMs === 0) return `≤ ${most}`;
  // The unit is said once where it is the same.
  const isSame = least.length === 2 && most.split(" ")[1] === least[1];
  return `${isSame ? least[0] : least.join(" ")} – ${most}`;
}

function durationOrDash(run: RunView | undefined): string {
  return run?.durationMs === undefined ? "–" : durationText(run.durationMs);
}

const badWords = new Set(["failed", "did_not_start", "too_long", "too_short"]);

function badRuns(runs: readonly RunView[]): string {
  return `${runs.filter(({ word }) => badWords.has(word)).length} of ${runs.length}`;
}
