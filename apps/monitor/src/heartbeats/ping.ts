/** What a job tells. */
export type PingKind = "start" | "success" | "fail" | "log";

export interface Ping {
  readonly kind: PingKind;
  /** 0 to 255, where the job told it; 0 belongs to a success, any other to a failure. */
  readonly exitCode?: number | undefined;
  /** The job's own id of the run, a UUID. */
  readonly rid?: string | undefined;
  readonly log?: string | undefined;
}
