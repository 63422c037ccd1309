/** Operations on spans, to be run on two tracers. */
export interface Program {
  readonly limits: ProgramLimits;
  /** Whether the API has a context manager when ours are made; else they keep one of their own. */
  readonly hasGlobalContexts: boolean;
  readonly steps: readonly Step[];
  /** Whether what is still open after the last step is ended then, in order of start. */
  readonly endsAll: boolean;
}

export interface ProgramLimits {
  readonly attributeValueLength: number;
  readonly attributeCount: number;
  readonly eventCount: number;
  readonly linkCount: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
}

export type Step = StartStep | ActiveStep | WithStep | CallStep;

export interface StartStep {
  readonly does: "start";
  readonly name: string;
  readonly parent: Parent;
  readonly options: StartOptions | undefined;
}

/** `startActiveSpan` in one of its three forms. */
export interface ActiveStep {
  readonly does: "startActive";
  readonly form: "function" | "options" | "context";
  readonly name: string;
  readonly parent: Parent;
  readonly options: StartOptions | undefined;
  readonly body: readonly Step[];
  readonly outcome: "ends" | "stays open" | "throws";
}

/** Runs steps with something else as the active span. */
export interface WithStep {
  readonly does: "with";
  readonly parent: Parent;
  readonly body: readonly Step[];
}

/** Calls a method of one of the spans that were started so far. */
export interface CallStep {
  readonly does: "call";
  readonly span: number;
  readonly method: Method;
  readonly arguments: readonly unknown[];
}

export type Method =
  | "setAttribute"
  | "setAttributes"
  | "addEvent"
  | "addLink"
  | "addLinks"
  | "setStatus"
  | "updateName"
  | "recordException"
  | "end"
  | "isRecording";

/** The context that a step takes its parent from. */
export type Parent =
  | { readonly from: "active" | "nothing" | "suppressed" }
  | { readonly from: "span"; readonly span: number }
  | { readonly from: "remote"; readonly remote: Remote };

/** A span context that came from elsewhere, not always a valid one. */
export interface Remote {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote: boolean | undefined;
  readonly traceState: string | undefined;
}

export interface StartOptions {
  readonly kind?: number | undefined;
  readonly root?: boolean | undefined;
  readonly attributes?: unknown;
  readonly links?: readonly LinkSpec[] | undefined;
  readonly startTime?: unknown;
}

export interface LinkSpec {
  /** A span of the program by its place, or one from elsewhere. */
  readonly to: number | Remote;
  readonly attributes: unknown;
}
