import { addressWith, type PageContext } from "../page-context.ts";
import { Icon } from "../shell/icons.tsx";

/** In place of a part that could not be had: what failed, what is still right, and once more. */
export const PartProblem = ({
  context,
  what,
  problem,
  hash,
}: {
  readonly context: PageContext;
  /** `Traces`, `The log`. */
  readonly what: string;
  readonly problem: string;
  readonly hash: string;
}) => (
  <div class="empty err">
    <p>
      <Icon name="warn" />
      <b>{`${what} could not be loaded.`}</b>
    </p>
    <p>{`${problem} The rest of the page is what the monitor knows by itself.`}</p>
    <p>
      <a class="btn" href={addressWith(context, {}, hash)}>
        Try again
      </a>
    </p>
  </div>
);
