import type { AlertInput } from "./alert.ts";
import { type Alert, alertAgain, firingAlert, inputProblem, resolvedAlert } from "./alert.ts";
import type { Alerts, ResolveInput, SendWaitOptions, WaitOptions } from "./alerts.ts";
import { type AlertsOptions, checkedChannels, checkedLimits } from "./alerts-options.ts";
import { createChannelTests } from "./channel-test.ts";
import type { Delivery } from "./delivery.ts";
import { createDispatch } from "./dispatch.ts";
import { addTold, createFiringAlerts, type FiringState, firingEntry } from "./firing.ts";
import { createFollowUp } from "./follow-up.ts";
import { guard } from "./guard.ts";
import { createLedger } from "./ledger.ts";
import { linksOf } from "./links.ts";
import { keyOf } from "./match.ts";
import { createMutes } from "./mutes.ts";
import { createRateLimit } from "./rate-limit.ts";
import { restoreState } from "./restore-state.ts";
import { createRoutes } from "./routes.ts";
import { createSilences } from "./silences.ts";

/**
 * Makes an alerter.
 *
 * @example
 * const alerts = createAlerts({ channels: [webhook({ url })] });
 * await alerts.send({ level: "error", title: "Export failed", message: "disk full", source: "exporter" });
 *
 * @throws {TypeError} for a channel that is none, a name used twice, a route to a channel that is
 *   not there, or a rule that is none.
 * @throws {RangeError} for a number out of its range.
 */
export function createAlerts(options: AlertsOptions): Alerts {
  const limits = checkedLimits(options);
  const channels = checkedChannels(options.channels);
  const { store } = options;
  const now = options.now ?? (() => performance.now());
  const context = guard("context", options.context);
  const onDelivery = guard("onDelivery", options.onDelivery);
  const onProblem = guard("onProblem", options.onProblem);
  const { maxFingerprints, rateLimitMs: windowMs } = limits;
  const rateLimit = createRateLimit({ windowMs, maxFingerprints, now });
  const silences = createSilences();
  const { maintenance, inhibitions, escalations } = options;
  const mutes = createMutes({ silences, maintenance, inhibitions });
  const routes = createRoutes({
    channels: channels.map(({ name }) => name),
    routes: options.routes,
    escalations,
  });
  const links = linksOf(options.links);
  const firing = createFiringAlerts(maxFingerprints, (fingerprint) => {
    mutes.ends(fingerprint);
    store?.endFiring(fingerprint);
  });
  const ledger = createLedger(limits.recentSize, store);
  let accepted = 0;
  let closed = false;
  let closing: Promise<void> | undefined;

  const dispatch = createDispatch(channels, {
    limits,
    rateLimit,
    ledger,
    store,
    retry: options.retry,
    onDelivery,
    onProblem,
  });

  const testChannel = createChannelTests(dispatch, (texts) => {
    const ids = context() ?? {};
    const fired = firingAlert({ level: "info", title: "Test alert", ...texts }, ids, links);
    return [fired, resolvedAlert(fired, undefined, ids, links)];
  });

  const keepFiring = (state: FiringState) => store?.keepFiring(state, now());

  /** Tells an alert that fires, unless it is muted. */
  const fire = (alert: Alert) => {
    const state = firing.add(alert, now());
    mutes.fires(alert);
    const names = routes.channelsOf(alert);
    const mute = mutes.any ? mutes.of(alert) : undefined;
    state.muted = mute !== undefined;
    if (mute) {
      followUp.start();
      keepFiring(state);
      return dispatch.keepBack(alert, names, mute.outcome, mute.reason);
    }
    addTold(state, names);
    state.toldAtMs = now();
    keepFiring(state);
    return dispatch.tell(alert, names, true);
  };

  const followUp = createFollowUp(
    firing,
    {
      repeatMs: limits.repeatIntervalMs,
      resendMs: new Map(
        channels.flatMap(({ name, resendMs }) => (resendMs ? [[name, resendMs] as const] : [])),
      ),
      escalateMs: escalations?.length
        ? Math.min(...escalations.map((one) => one.afterMs))
        : undefined,
    },
    {
      again(state, names, why) {
        const told = new Set(names);
        addTold(state, told);
        state.toldAtMs = now();
        keepFiring(state);
        dispatch.tell(alertAgain(state.alert, why), told, false);
      },
      resend(state, channel) {
        const queue = dispatch.queues.get(channel);
        if (queue && queue.size === 0) queue.push(state.alert, { kind: "resend" });
      },
      isMuted: ({ alert }) => mutes.any && mutes.of(alert) !== undefined,
      channelsOf: ({ alert }) => routes.channelsOf(alert),
      escalationsOf: ({ alert }, firingMs) => routes.escalationsOf(alert, firingMs),
      escalated: (index) => routes.escalated(index),
    },
    now,
  );

  const invalid = (message: string) => onProblem({ code: "invalid_alert", message });
  const unreadable = (error: unknown) => {
    invalid(`an alert could not be read: ${error instanceof Error ? error.name : "error"}`);
    return [];
  };

  const send = async (input: AlertInput, sendOptions: SendWaitOptions = {}) => {
    try {
      const problem = inputProblem(input);
      if (problem) invalid(problem);
      const alert = firingAlert(input, context() ?? {}, links);
      accepted += 1;
      if (sendOptions.notify === false) {
        ledger.add(alert, "suppressed", []);
        return await dispatch.outcomes({ deliveries: [], jobs: [] }, sendOptions);
      }
      const told = closed ? dispatch.tell(alert, routes.channelsOf(alert), true) : fire(alert);
      return await dispatch.outcomes(told, sendOptions);
    } catch (error) {
      return unreadable(error);
    }
  };

  const resolveFiring = async (
    given: string | AlertInput | ResolveInput,
    waitOptions: WaitOptions | undefined,
  ): Promise<readonly Delivery[]> => {
    try {
      const key = keyOf(given);
      const past = firing.take(key);
      if (past === undefined) return [];
      const message = typeof given === "string" ? undefined : given.message;
      const alert = resolvedAlert(past.alert, message, context() ?? {}, links);
      rateLimit.lift(key);
      mutes.ends(key);
      store?.endFiring(key);
      for (const queue of dispatch.queues.values()) queue.supersede(key);
      ledger.markResolved(key, alert.timestamp);
      return await dispatch.outcomes(dispatch.tell(alert, past.told, false), waitOptions);
    } catch (error) {
      return unreadable(error);
    }
  };

  const close = (timeoutMs: number) => {
    closed = true;
    followUp.close();
    return dispatch.close(timeoutMs);
  };

  if (store)
    restoreState(store, {
      limits,
      now,
      ledger,
      firing,
      mutes,
      rateLimit,
      silences,
      dispatch,
    });
  if (mutes.any) followUp.start();

  const nothing: Promise<readonly Delivery[]> = Promise.resolve([]);
  const alerts: Alerts = {
    send,
    // Every success of an operation asks, and mostly nothing fires: that must cost nothing.
    resolve: (given, waitOptions) =>
      firing.size === 0 ? nothing : resolveFiring(given, waitOptions),
    history: async (query = {}) => ledger.query(query),
    firing(which) {
      const found = which === undefined ? [...firing] : [firing.get(keyOf(which))];
      return found.flatMap((state) => (state ? [firingEntry(state, now())] : []));
    },
    async silence(input) {
      const silence = silences.add(input);
      store?.keepSilence(silence);
      followUp.start();
      followUp.look();
      await store?.committed();
      return silence;
    },
    async endSilence(id) {
      const ended = silences.end(id);
      store?.endSilence(id);
      if (ended) followUp.look();
      await store?.committed();
      return ended;
    },
    silences: silences.list,
    testChannel,
    stats: () => ({
      accepted,
      firing: firing.size,
      forgotten: firing.forgotten,
      history: ledger.size,
      silences: silences.size,
      durable: store !== undefined,
      channels: dispatch.stats(),
    }),
    close({ timeoutMs = 10_000 } = {}) {
      closing ??= close(timeoutMs);
      return closing;
    },
    [Symbol.asyncDispose]: () => alerts.close(),
  };
  return alerts;
}
