/** pino-roll's stream, told when a file is full and telling when to roll. */
export interface RollTrigger {
  /** Has pino-roll roll at once. False: it did not, and so it is not the release that we know. */
  fileIsFull(): boolean;
  /** The file that is open from now on. */
  setDescriptor(descriptor: number): void;
  /** No more rolls. The descriptor stays open. */
  stop(): void;
}

export interface RollTriggerOptions {
  readonly descriptor: number;
  readonly maxSizeBytes: number;
  /** pino-roll rolls: at local midnight, or after `fileIsFull`. Must not throw. */
  readonly onRoll: () => void;
  readonly onError: (error: Error) => void;
}

// No such folder exists, so pino-roll finds no other files to count on from.
const label = "ettl-roll/label";
const labelExtension = "roll";

/**
 * Loads pino-roll; what it resolves to starts it on an open file.
 *
 * Left to itself, pino-roll would take a file's number from unrelated files, append to an old file
 * after the clock was set back, and after one failed opening close a descriptor twice. So it decides
 * when to roll, and what it would call the file is only a label: the file is opened by `onRoll`.
 *
 * @throws {Error} It is not installed.
 */
export async function loadRollTrigger(): Promise<
  (options: RollTriggerOptions) => Promise<RollTrigger>
> {
  const { default: roll } = await import("pino-roll").catch((cause: unknown) => {
    throw new Error("rollingFile() needs pino-roll. Install it: npm install pino-roll", { cause });
  });
  return async ({ descriptor, maxSizeBytes, onRoll, onError }) => {
    const stream = await roll({
      file: `${label}.${labelExtension}`,
      size: `${maxSizeBytes}b`,
      frequency: "daily",
      sync: true,
      fd: descriptor,
    });
    // It rolls only a file whose name it knows; of a descriptor it knows none.
    stream.file = `${label}.1.${labelExtension}`;
    stream.on("error", onError);
    let rolled = false;
    stream.reopen = (name) => {
      stream.file = name ?? stream.file;
      rolled = true;
      onRoll();
    };
    return {
      fileIsFull() {
        rolled = false;
        stream.emit("write", maxSizeBytes);
        stream.emit("drain");
        return rolled;
      },
      setDescriptor(next) {
        stream.fd = next;
      },
      stop() {
        // What pino-roll listens to; its stream's own end would close the descriptor at some later time.
        stream.destroyed = true;
        stream.emit("close");
      },
    };
  };
}
