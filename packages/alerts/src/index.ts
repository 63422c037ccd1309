export type { Alert, AlertContext, AlertInput, AlertLevel, AlertLinks } from "./alert.ts";
export type { AlertsOptions, AlertsProblem } from "./alerts-options.ts";
export type { Channel, SendOptions } from "./channel.ts";
export type { ChannelStats } from "./channel-stats.ts";
export {
  type Alerts,
  type AlertsStats,
  createAlerts,
  type ResolveInput,
  type WaitOptions,
} from "./create-alerts.ts";
export type { Delivery, DeliveryEvent, DeliveryOutcome } from "./delivery.ts";
export {
  DeliveryError,
  type DeliveryErrorCode,
  type DeliveryErrorOptions,
} from "./delivery-error.ts";
export { type AlertIdentity, fingerprint } from "./fingerprint.ts";
export type { HistoryEntry, HistoryPage, HistoryQuery, HistoryStatus } from "./history.ts";
export type { RetryOptions } from "./retry.ts";
