import type { Grouping } from "./grouping.ts";

/** One push, its labels already read from the path. */
export interface Push {
  readonly labels: Grouping;
  /** Prometheus text format 0.0.4. */
  readonly text: string | Uint8Array;
  /** `replace`: all that the group had goes. `merge`: only metrics of the same name go. */
  readonly mode: "replace" | "merge";
  /**
   * How long the group stays, in milliseconds; 0: for ever.
   *
   * @default the target's
   */
  readonly ttlMs?: number | undefined;
}

/** Why a push is refused: unreadable, at odds with what is there, no room, or the target is closed. */
export type PushRefusal = "malformed" | "inconsistent" | "full" | "closed";

/** What became of a push; the message is for the client. */
export type PushResult =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "refused"; readonly reason: PushRefusal; readonly message: string };
