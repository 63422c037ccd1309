import type { AlertInput } from "./alert.ts";
import type { ChannelStats } from "./channel-stats.ts";
import type { ChannelTest, ChannelTestOptions } from "./channel-test.ts";
import type { Delivery } from "./delivery.ts";
import type { AlertIdentity } from "./fingerprint.ts";
import type { FiringEntry } from "./firing.ts";
import type { HistoryPage, HistoryQuery } from "./history.ts";
import type { Silence, SilenceInput } from "./silences.ts";

/** How long `resolve` waits. */
export interface WaitOptions {
  /**
   * Longest wait for the outcomes, in milliseconds; what is not settled by then answers `pending`
   * and goes on. 0 only accepts.
   *
   * @default 10_000
   */
  readonly waitMs?: number | undefined;
}

/** How long `send` waits, and whom it tells. */
export interface SendWaitOptions extends WaitOptions {
  /**
   * False for what is worth remembering and nothing else: it goes to the history as `suppressed`,
   * to no channel, and does not fire.
   *
   * @default true
   */
  readonly notify?: boolean | undefined;
}

/** An alert to resolve, with what to say about its end; by default its firing's message. */
export interface ResolveInput extends AlertIdentity {
  readonly message?: string | undefined;
}

/** What an alerter did so far. */
export interface AlertsStats {
  /** Alerts accepted by `send`. */
  readonly accepted: number;
  /** Alerts sent and not resolved. */
  readonly firing: number;
  /** Firing alerts forgotten because there were more than `maxFingerprints`. */
  readonly forgotten: number;
  /** Entries in the history. */
  readonly history: number;
  /** Silences that are not over. */
  readonly silences: number;
  /** Whether state outlives the process. */
  readonly durable: boolean;
  readonly channels: readonly ChannelStats[];
}

/** Delivers alerts to channels and keeps a record of it. */
export interface Alerts extends AsyncDisposable {
  /**
   * Accepts an alert and tells what became of it, per channel. Never rejects. With a `store`, the
   * alert is on disk when it resolves.
   */
  send(alert: AlertInput, options?: SendWaitOptions): Promise<readonly Delivery[]>;
  /**
   * Tells every channel that was given an alert that it is over. Does nothing, and answers [],
   * unless it is firing.
   */
  resolve(
    alert: string | AlertInput | ResolveInput,
    options?: WaitOptions,
  ): Promise<readonly Delivery[]>;
  /**
   * The last alerts, suppressed and undelivered ones too, newest first.
   *
   * @throws {RangeError} for a bad limit, level, status, time or cursor.
   */
  history(query?: HistoryQuery): Promise<HistoryPage>;
  /** The alerts that are not resolved, the one sent last, last; of one, where it is named. */
  firing(which?: string | AlertIdentity): readonly FiringEntry[];
  /**
   * Keeps alerts in the history only until `endsAt`; what then still fires is told.
   *
   * @throws {TypeError | RangeError} for one without a reason, an end or anything to match.
   */
  silence(input: SilenceInput): Promise<Silence>;
  /** Ends a silence before its time; false if there is none of that id. */
  endSilence(id: string): Promise<boolean>;
  /** The silences that are not over, the one that ends first, first. */
  silences(): readonly Silence[];
  /**
   * Sends a test alert and its resolve by one channel, with its timeout and retries, and tells what
   * became of them. Routes, silences, the rate limit, the counters and the history know nothing of it;
   * `stats()` says of the channel that it answered, and where it did, it is left alone no longer.
   *
   * @throws {RangeError} for a name that no channel has.
   * @throws {ChannelTestUnderWay} while another test of it has not ended.
   */
  testChannel(channel: string, options?: ChannelTestOptions): Promise<ChannelTest>;
  /** Counters, for metrics and status pages. */
  stats(): AlertsStats;
  /**
   * Delivers what is queued, then closes the channels and the store. What is not delivered in
   * `timeoutMs` (default 10 000) is `dropped` in the history and counted; with a `store` it stays
   * `pending` and is delivered by the next process. Safe to call again.
   */
  close(options?: { readonly timeoutMs?: number | undefined }): Promise<void>;
}
