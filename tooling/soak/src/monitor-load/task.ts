/** What one of the two child processes of the load does. */
export type LoadTask =
  | { readonly kind: "targets" }
  | {
      readonly kind: "pings";
      readonly url: string;
      readonly heartbeats: number;
      readonly intervalMs: number;
    };

/** The key that heartbeat `index` pings. */
export const keyOf = (index: number) => `load-heartbeat-${String(index).padStart(6, "0")}`;

/** What the targets' server has counted, which it prints when it is told to stop. */
export interface TargetCounts {
  readonly port: number;
  readonly polls: number;
  readonly probes: number;
}

/** What the pings' program has counted, which it prints when it is told to stop. */
export interface PingCounts {
  readonly sent: number;
  /** Over a connection of their own, for the kept one had ended. */
  readonly sentAgain: number;
  readonly refused: number;
}
