/** What the process that is killed does. */
export interface Task {
  readonly url: string;
  readonly folder: string;
  /** Begins the titles of this process. */
  readonly prefix: string;
  /** Sends alerts until it is killed, or only delivers what is left and ends. */
  readonly mode: "send" | "finish";
}

/** What the last process knows. */
export interface Finished {
  /** Id and title of each entry of the history. */
  readonly history: readonly (readonly [id: string, title: string])[];
  readonly undelivered: number;
}
