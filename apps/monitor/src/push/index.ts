export type { Grouping } from "./grouping.ts";
export type { Push, PushRefusal, PushResult } from "./push.ts";
export { pushConfig } from "./push-config.ts";
export type { PushedGroup, SavedGroup } from "./push-group.ts";
export { type PushRoutesOptions, pushRoutes } from "./push-routes.ts";
export {
  createPushTarget,
  type PushStats,
  type PushTarget,
  type PushTargetOptions,
} from "./push-target.ts";
