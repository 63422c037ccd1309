import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { replaceFile } from "../letterboxd/replace-file.ts";
import { makeFolder } from "../make-folder.ts";
import {
  isRunning,
  type ProcessIdentity,
  processName,
  processNamed,
  thisProcess,
} from "../process-identity.ts";

/** Two that claim at the same moment both step back; so often they try again. */
const attemptsAtLeast = 6;

/** Somebody else has the lock. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly code = "locked_by_another";
  readonly retryable = true;
  readonly holder: ProcessIdentity;

  constructor(what: string, folder: string, holder: ProcessIdentity) {
    super(
      `${what} by process ${holder.pid}, and they share ${folder}: run it again when that one is done`,
    );
    this.holder = holder;
  }
}

export interface LockOptions {
  /** Names the lock among those of the folder, for example `run`. */
  readonly name: string;
  /** What is said of a holder, for example `an export is already under way`. */
  readonly what: string;
  /** How long a holder is waited for. @default 0 */
  readonly waitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const held = new Set<string>();

/**
 * Makes sure that no other process of this machine does the same at the same time. What a killed
 * process left is no obstacle. Resolves to a function that gives the lock back.
 *
 * Each process writes a claim of its own and only then looks for others': of two, one at least sees
 * the other, and nobody ever has to take a lock away from anybody.
 *
 * @throws {LockedError} when another one has it, after `waitMs`.
 */
export async function lock(
  folder: string,
  { name, what, waitMs = 0, signal }: LockOptions,
): Promise<() => Promise<void>> {
  await makeFolder(folder).catch((error: Error) => unwritable(folder, error));
  const claim = join(folder, `${name}.${processName}.lock`);
  const end = performance.now() + waitMs;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const holder = held.has(claim) ? thisProcess : await claimed(folder, name, claim);
    if (!holder) return () => release(claim);
    if (attempt >= attemptsAtLeast && performance.now() > end)
      throw new LockedError(what, folder, holder);
    await delay(10 + Math.random() * Math.min(20 * attempt, 200), undefined, { signal }).catch(
      () => {},
    );
  }
}

/** Claims, unless somebody else has: who that is. */
async function claimed(
  folder: string,
  name: string,
  claim: string,
): Promise<ProcessIdentity | undefined> {
  const found = await other(folder, name);
  if (found) return found;
  held.add(claim);
  try {
    await replaceFile(claim, [`${JSON.stringify({ since: new Date().toISOString() })}\n`]);
    const rival = await other(folder, name);
    if (!rival) return undefined;
    await release(claim);
    return rival;
  } catch (error) {
    await release(claim);
    if (error instanceof Error && "code" in error) unwritable(folder, error);
    throw error;
  }
}

function unwritable(folder: string, cause: Error): never {
  throw new Error(
    `${folder}, where is remembered what was read, can't be written to: ${cause.message}`,
    { cause },
  );
}

async function release(claim: string): Promise<void> {
  await rm(claim, { force: true });
  held.delete(claim);
}

async function other(folder: string, name: string): Promise<ProcessIdentity | undefined> {
  for (const file of await readdir(folder)) {
    const [, of, claimant] = /^([a-z]+)\.(\d+-[0-9a-f]+)\.lock$/.exec(file) ?? [];
    const owner = claimant === undefined ? undefined : processNamed(claimant);
    if (of !== name || !owner || claimant === processName) continue;
    if (isRunning(owner)) return owner;
    // It died; nobody else can ever have a claim of this name.
    await rm(join(folder, file), { force: true });
  }
  return undefined;
}
