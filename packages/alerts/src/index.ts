export type { Alert, AlertContext, AlertInput, AlertLevel, AlertLinks } from "./alert.ts";
export type { AlertStore } from "./alert-store.ts";
export type {
  Alerts,
  AlertsStats,
  ResolveInput,
  SendWaitOptions,
  WaitOptions,
} from "./alerts.ts";
export type { AlertsOptions, AlertsProblem } from "./alerts-options.ts";
export type { Channel, SendOptions } from "./channel.ts";
export type { ChannelStats } from "./channel-stats.ts";
export {
  type ChannelTest,
  type ChannelTestOptions,
  ChannelTestUnderWay,
} from "./channel-test.ts";
export { createAlerts } from "./create-alerts.ts";
export type { Delivery, DeliveryEvent, DeliveryOutcome } from "./delivery.ts";
export {
  DeliveryError,
  type DeliveryErrorCode,
  type DeliveryErrorOptions,
} from "./delivery-error.ts";
export { type AlertIdentity, fingerprint } from "./fingerprint.ts";
export type { FiringEntry } from "./firing.ts";
export type { HistoryEntry, HistoryPage, HistoryQuery, HistoryStatus } from "./history.ts";
export type { Inhibition } from "./inhibitions.ts";
export type { LinkTemplates } from "./links.ts";
export type { MaintenanceWindow, Weekday } from "./maintenance.ts";
export { type AlertMatcher, type Matchable, type Matches, matches } from "./match.ts";
export type { RetryOptions } from "./retry.ts";
export type { AlertRoute, Escalation } from "./routes.ts";
export type { Silence, SilenceInput } from "./silences.ts";
