import { agoText, durationText } from "../client/durations.ts";
import { momentText, secondsText } from "./clock.ts";

interface TimeOptions {
  /** In milliseconds since 1970. */
  readonly ms: number;
  readonly nowMs: number;
}

/** A moment: `14:05`, or with its day where that is another; `exact` with seconds. */
export const Moment = ({ ms, nowMs, exact }: TimeOptions & { readonly exact?: boolean }) => (
  <time datetime={iso(ms)}>
    {exact && momentText(ms, nowMs).length === 5 ? secondsText(ms) : momentText(ms, nowMs)}
  </time>
);

/** How long something lasts that began then: `2 h 11 min`; the script keeps it true. */
export const Age = ({ ms, nowMs }: TimeOptions) => (
  <time datetime={iso(ms)} data-age title={titleOf(ms)}>
    {durationText(nowMs - ms)}
  </time>
);

/** How long ago it was: `2 s ago`; the script keeps it true. */
export const Ago = ({ ms, nowMs }: TimeOptions) => (
  <time datetime={iso(ms)} data-ago title={titleOf(ms)}>
    {agoText(nowMs - ms)}
  </time>
);

/** How long until then: `in 47 min`, `now` once it is over; the script keeps it true. */
export const Until = ({ ms, nowMs }: TimeOptions) => (
  <time datetime={iso(ms)} data-until title={titleOf(ms)}>
    {ms > nowMs ? `in ${durationText(ms - nowMs)}` : "now"}
  </time>
);

const iso = (ms: number) => new Date(ms).toISOString();
const titleOf = (ms: number) => `${iso(ms).slice(0, 19).replace("T", " ")} UTC`;
