/**
 * Writes text and resolves when it has left the process. A reader that went away, as `| head -1`
 * does, is no fault: there is nobody left to tell.
 *
 * @throws {Error} Any other failure, such as a full disk.
 */
export function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!stream.writable) return Promise.resolve();
  return new Promise((resolve, reject) => {
    // A failure is both an event, which would end the process, and the callback's argument.
    const ignore = () => {};
    stream.on("error", ignore);
    stream.write(text, (error) => {
      if (!error) {
        stream.off("error", ignore);
        resolve();
      } else if ("code" in error && error.code === "EPIPE") resolve();
      else reject(error);
    });
  });
}

/** Writes to standard error, the last place there is: what fails there can't be told to anybody. */
export function complain(text: string): Promise<void> {
  return print(process.stderr, text).catch(() => {});
}
