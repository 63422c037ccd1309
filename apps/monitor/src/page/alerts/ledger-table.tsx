import { Icon } from "../shell/icons.tsx";
import { Outcome } from "../shell/marks.tsx";
import { counted } from "../status-words.ts";
import { Moment } from "../time.tsx";
import type { LedgerRow, LedgerView } from "./ledger.ts";

/** Each time that somebody was to be told, and whether it arrived. */
export const LedgerTable = ({
  ledger,
  nowMs,
}: {
  readonly ledger: LedgerView;
  readonly nowMs: number;
}) => (
  <>
    <div class="sh">
      <h3>Delivery ledger</h3>
      <span class="note">{ledger.sum}</span>
    </div>
    <section class="scroll" tabindex={0} aria-label="Delivery ledger">
      <table class="dt led" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {["Time", "Event", "Channel", "Outcome", "Attempts", "What the channel said"].map(
              (head) => (
                <th scope="col" role="columnheader">
                  {head}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {ledger.rows.map((row, index) => (
            <Row row={row} nowMs={nowMs} isFirstOfAll={index === 0} />
          ))}
        </tbody>
      </table>
    </section>
    {ledger.leftOut > 0 && (
      <p class="more">{`${counted(ledger.leftOut, "older event is", "older events are")} not shown.`}</p>
    )}
  </>
);

const Row = ({
  row,
  nowMs,
  isFirstOfAll,
}: {
  readonly row: LedgerRow;
  readonly nowMs: number;
  readonly isFirstOfAll: boolean;
}) => {
  const repeated = row.isFirst ? undefined : "rep";
  return (
    <tr role="row" class={row.isFirst && !isFirstOfAll ? "brk" : undefined}>
      <th scope="row" role="rowheader" class={repeated}>
        <Moment ms={row.atMs} nowMs={nowMs} exact />
      </th>
      <td role="cell" class={repeated}>
        {row.event}
      </td>
      <td role="cell">{row.channel}</td>
      <td role="cell">
        <Outcome tone={row.outcome.tone} word={row.outcome.word} icon={row.outcome.icon} />
      </td>
      <td role="cell">
        <Attempts attempts={row.attempts} />
      </td>
      <td role="cell" class="er">
        {row.said}
      </td>
    </tr>
  );
};

/** More marks than these are a number. */
const mostMarks = 6;

const Attempts = ({ attempts }: { readonly attempts: readonly boolean[] }) => {
  if (attempts.length === 0) return <span class="q">none</span>;
  const words = attempts.map((isAccepted) => (isAccepted ? "accepted" : "failed"));
  if (attempts.length > mostMarks) return <>{`${attempts.length}, the last ${words.at(-1)}`}</>;
  return (
    <span class="att">
      <span class="vh">{`${counted(attempts.length, "attempt")}: ${words.join(", ")}`}</span>
      {attempts.map((isAccepted) => (
        <span class={isAccepted ? "s-ok" : "s-bad"} aria-hidden="true">
          <Icon name={isAccepted ? "check" : "cross"} />
        </span>
      ))}
    </span>
  );
};
