const intervalMs = 1000;
const linesAtMost = 1000;

/** Decides before which lines a file is looked at: after a second, or 1000 lines without a turn. */
export interface CheckSchedule {
  /** Asked at each line, so it costs next to nothing. */
  due(): boolean;
  /** The file was looked at and found in order. */
  done(): void;
  /** The next line finds it due. */
  demand(): void;
  stop(): void;
}

export function checkSchedule(): CheckSchedule {
  let demanded = true;
  let lines = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    due: () => demanded || ++lines > linesAtMost,
    done() {
      demanded = false;
      lines = 0;
      timer ??= setTimeout(() => {
        demanded = true;
        timer = undefined;
      }, intervalMs).unref();
    },
    demand() {
      demanded = true;
    },
    stop() {
      clearTimeout(timer);
      demanded = true;
    },
  };
}
