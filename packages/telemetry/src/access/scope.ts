/** `read` sees what telemetry serves; `operate` changes something too, such as a silence. */
export type Scope = "read" | "operate";
