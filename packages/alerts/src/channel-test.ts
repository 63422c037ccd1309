import type { Alert } from "./alert.ts";
import type { WaitOptions } from "./alerts.ts";
import type { Delivery } from "./delivery.ts";
import type { Dispatch } from "./dispatch.ts";
import { whenEnded } from "./job.ts";

/** What a test of a channel says, and how long it waits. */
export interface ChannelTestOptions extends WaitOptions {
  /** The alert's source. @default "ettl" */
  readonly source?: string | undefined;
  /** The alert's message. @default "A test of this channel, resolved at once." */
  readonly message?: string | undefined;
}

/** What became of a test of one channel; `pending` where it still tries. */
export interface ChannelTest {
  readonly channel: string;
  readonly fired: Delivery;
  readonly resolved: Delivery;
}

/** A channel that is being tested already. */
export class ChannelTestUnderWay extends Error {
  override readonly name = "ChannelTestUnderWay";
}

/** Makes the two alerts of a test: one that fires, and its resolve. */
export type TestAlerts = (texts: {
  readonly source: string;
  readonly message: string;
}) => readonly [Alert, Alert];

/** Prepares tests: at most one of each channel at a time, however long it tries. */
export function createChannelTests(dispatch: Dispatch, alertsOf: TestAlerts) {
  const underWay = new Set<string>();
  return async (
    channel: string,
    {
      waitMs,
      source = "ettl",
      message = "A test of this channel, resolved at once.",
    }: ChannelTestOptions = {},
  ): Promise<ChannelTest> => {
    const queue = dispatch.queues.get(channel);
    if (!queue) {
      const known = [...dispatch.queues.keys()].map((name) => `"${name}"`).join(", ");
      throw new RangeError(
        `no channel is named "${channel}"; ${known === "" ? "there is none" : `expected ${known}`}`,
      );
    }
    if (underWay.has(channel))
      throw new ChannelTestUnderWay(`a test of "${channel}" is under way; wait for its end`);
    underWay.add(channel);
    const jobs = queue.test(alertsOf({ source, message }));
    whenEnded(jobs, () => underWay.delete(channel));
    const deliveries = jobs.map(({ delivery }) => delivery);
    const [fired, resolved] = await dispatch.outcomes({ deliveries, jobs }, { waitMs });
    if (fired === undefined || resolved === undefined) throw new Error("a test has two outcomes");
    return { channel, fired, resolved };
  };
}
