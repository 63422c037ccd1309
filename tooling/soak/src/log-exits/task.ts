/** Where the program's lines go. */
export const destinations = ["stdout", "plain file", "rolling file"] as const;
export type DestinationName = (typeof destinations)[number];

/** Ways in which the program ends itself, each with what the parent then sees. */
export const ownEnds = {
  SIGTERM: "SIGTERM",
  SIGINT: "SIGINT",
  "process.exit": "code 3",
  "uncaught throw": "code 1",
  "unhandled rejection": "code 1",
} as const;
export type OwnEnd = keyof typeof ownEnds;

/** Ways in which the parent ends the program while it writes. */
export const endsFromOutside = {
  SIGTERM: ["SIGTERM"],
  SIGINT: ["SIGINT"],
  "SIGTERM twice": ["SIGTERM", "SIGTERM"],
} as const;
export type EndFromOutside = keyof typeof endsFromOutside;

/** What the program is told to do. */
export interface Task {
  /** An empty folder for its log files. */
  readonly folder: string;
  readonly destination: DestinationName;
  readonly count: number;
  /** Logs `count` lines at once and ends itself so. */
  readonly ownEnd?: OwnEnd;
  /** Otherwise it logs until it is ended, and keeps the number of logged lines in this file. */
  readonly tally?: string;
  /** Whether it handles the first SIGTERM: it stops logging, but does not end. */
  readonly outlivesSignal?: boolean;
}

/** What the program says on descriptor 3. */
export const asides = { writing: "w", stopping: "s" } as const;
