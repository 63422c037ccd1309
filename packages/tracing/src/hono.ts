export { type TraceRequestsOptions, traceRequests } from "./http/trace-requests.ts";
export { type TraceRoutesOptions, traceRoutes } from "./trace-routes.ts";
