/** Who tells the clients. */
export type LiveServer = "ettl" | "ws" | "socket.write";

/** What a server is to publish. */
export interface Question {
  readonly turns: number;
  readonly eventsPerTurn: number;
  readonly firstNumber: number;
  readonly text: string;
}

/** The port at first, then CPU microseconds. */
export type Answer = number;
