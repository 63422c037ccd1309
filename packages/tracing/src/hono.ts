export { type TraceRoutesOptions, traceRoutes } from "./trace-routes.ts";
