import type { Child } from "hono/jsx";
import type { IconName } from "../shell/icons.tsx";
import { Mark } from "../shell/marks.tsx";
import { shownText } from "../shown-text.ts";
import type { Tone } from "../status-words.ts";
import { Axis } from "../strip/axis.tsx";
import type { TimeAxis } from "../strip/time-axis.ts";
import { idOf } from "./subject.ts";

interface SheetTableOptions {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly href?: string;
  /** The heads of the four columns behind the strip. */
  readonly columns: readonly [string, string, string, string];
  readonly axis: TimeAxis;
  /** In words, as in "the last 24 hours". */
  readonly rangeText: string;
  /** Whether a filter leaves all of its rows out. */
  readonly isHidden?: boolean;
  readonly children?: Child;
}

/** One kind of watches on the axis that the whole page shares. */
export const SheetTable = (options: SheetTableOptions) => {
  const { id, title, note, href, columns, axis, rangeText, isHidden, children } = options;
  return (
    <table role="table" id={`${id}-table`} aria-labelledby={id} hidden={isHidden}>
      <colgroup>
        <col class="c-name" />
        <col class="c-strip" />
        <col class="c-a" />
        <col class="c-b" />
        <col class="c-c" />
        <col class="c-d" />
      </colgroup>
      <thead role="rowgroup" id={`${id}-head`} data-part>
        <tr role="row">
          <th scope="col" role="columnheader" class="gt">
            <h2 id={id}>{href === undefined ? title : <a href={href}>{title}</a>}</h2>{" "}
            <span class="note">{note}</span>
          </th>
          <th scope="col" role="columnheader" class="ax">
            <span class="vh">{`Last ${rangeText}`}</span>
            <Axis axis={axis} />
          </th>
          {columns.map((column) => (
            <th scope="col" role="columnheader" class="n">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" id={`${id}-rows`}>
        {children}
      </tbody>
    </table>
  );
};

interface SheetRowOptions {
  readonly subject: string;
  readonly tone: Tone;
  readonly word: string;
  readonly icon?: IconName;
  readonly name: string;
  readonly href: string;
  /** Beside the name: a version, a schedule. */
  readonly meta?: string | undefined;
  readonly reason: string;
  /** Whether its details are shown elsewhere on the page. */
  readonly isCurrent?: boolean;
  /** Whether a filter leaves it out. */
  readonly isHidden?: boolean;
  readonly strip: Child;
  readonly cells: Child;
}

/** One watch: its name and reason, its strip, its figures. */
export const SheetRow = (options: SheetRowOptions) => {
  const { subject, tone, word, icon, name, href, meta, reason, isCurrent, isHidden } = options;
  const { strip, cells } = options;
  const shownReason = shownText(reason, 300);
  return (
    <tr
      role="row"
      id={idOf("row", subject)}
      data-part
      data-subject={subject}
      data-st={tone}
      hidden={isHidden}
    >
      <th scope="row" role="rowheader" class="nm">
        <Mark tone={tone} word={word} {...(icon !== undefined && { icon })} />
        <span class="nm-t">
          <span class="n1">
            <a class="rl" href={href} aria-current={isCurrent ? "true" : undefined}>
              {shownText(name, 150)}
            </a>
            {meta && (
              <>
                {" "}
                <span class="ver">{meta}</span>
              </>
            )}
          </span>
          <span class="why" title={shownReason} data-value>
            {shownReason}
          </span>
        </span>
      </th>
      <td role="cell" class="sx">
        {strip}
      </td>
      {cells}
    </tr>
  );
};

/** One figure of a row. */
export const Cell = ({
  label,
  class: more,
  children,
}: {
  /** Shown beside the figure where there is no head of a column. */
  readonly label: string;
  readonly class?: string;
  readonly children?: Child;
}) => (
  <td role="cell" class={more === undefined ? "n" : `n ${more}`}>
    <span class="lab" aria-hidden="true">
      {label}
    </span>
    {children}
  </td>
);
