import { DeliveryError } from "../delivery-error.ts";

/**
 * Waits for an `import()` of an optional library.
 *
 * @throws {DeliveryError} `library_missing`, with the command that installs it.
 */
export async function importLibrary<Library>(
  channel: string,
  library: string,
  load: () => Promise<Library>,
): Promise<Library> {
  try {
    return await load();
  } catch (error) {
    throw new DeliveryError(`${channel}() needs ${library}, run: npm install ${library}`, {
      code: "library_missing",
      retryable: false,
      cause: error,
    });
  }
}
