import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Library } from "./library.ts";
import type { Evidence, InstrumentType, Question, ScrapeAnswer, Task } from "./program.ts";

interface Answers {
  readonly fill: null;
  readonly scrape: ScrapeAnswer;
  readonly evidence: Evidence;
  readonly memory: number;
}

export interface SideProcess extends AsyncDisposable {
  ask<Q extends Question>(question: Q): Promise<Answers[Q]>;
}

const program = fileURLToPath(new URL("program.js", import.meta.url));

/** Starts one library in a process of its own, which answers one question at a time. */
export function startSide(library: Library, type: InstrumentType, count: number): SideProcess {
  const task: Task = { library, type, count };
  const child = fork(program, [JSON.stringify(task)], { execArgv: ["--expose-gc"] });
  const ended = once(child, "exit");
  return {
    async ask(question) {
      child.send(question);
      const answer = await Promise.race([
        once(child, "message"),
        ended.then(([code, signal]) => {
          throw new Error(`the process of ${library} ended with ${code ?? signal}`);
        }),
      ]);
      return answer[0];
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
