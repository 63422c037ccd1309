import { addressWith, type PageContext } from "../page-context.ts";
import { counted } from "../status-words.ts";

/** How many rows are not shown, and the way to them; the script knows by it that there are more. */
export const LeftOut = ({
  context,
  count,
}: {
  readonly context: PageContext;
  readonly count: number;
}) =>
  count > 0 ? (
    <p class="more" id="left-out" data-part>
      {`${counted(count, "row that is", "rows that are")} healthy ${count === 1 ? "is" : "are"} left out. `}
      <a href={addressWith(context, { all: "1" })}>Show all</a>
    </p>
  ) : null;
