export { type TraceRequestsOptions, traceRequests } from "./http/trace-requests.ts";
