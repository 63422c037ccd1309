/** Four fields, beside message and ids. */
export interface Fields {
  readonly operation_type: string;
  readonly duration_ms: number;
  readonly format: string;
  readonly complete: boolean;
}

/** One way to write a line. */
export interface LineSide {
  readonly name: string;
  /** Writes the line before it returns. */
  log(fields: Fields, message: string): void;
  /** Resolves when what the lines left to be done later is done; absent if they leave nothing. */
  settled?(): Promise<void>;
}

/** Makes a side that appends its lines to `file`, each with the ids that are active. */
export type OpenLineSide = (file: string, scope: Scope) => Promise<LineSide>;

/** The ids of the running operation, found in the way each side would find them. */
export interface Scope extends AsyncDisposable {
  /** Runs `fn` inside of the operation. */
  run<T>(fn: () => T): T;
  /** As the bridge between ettl's tracing and logging does it. */
  readonly bridge: () => Readonly<Record<string, string | undefined>>;
  /** As one does it by hand: one AsyncLocalStorage, and the active span of OpenTelemetry. */
  readonly byHand: () => Readonly<Record<string, string | undefined>>;
  /** What both must find. */
  readonly ids: Readonly<Record<string, string>>;
}
